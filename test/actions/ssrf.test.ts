import { createServer, type LookupFunction, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/actions/sinks/address.ts';
import { createPoster } from '../../src/actions/sinks/safe-http.ts';
import { type HttpsServer, startHttps } from './https-server.ts';

const headers = {};
let port = 0;
let connects = 0;
let servers: readonly Server[] = [];

/** Listens wherever a forbidden address of this machine could lead. */
beforeAll(async () => {
  const first = await listen('127.0.0.1', 0);
  const address = first.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  port = address.port;
  const others = ['127.0.0.2', '127.127.127.127', '::1'].map((host) =>
    listen(host, port).catch(() => undefined),
  );
  servers = [first, ...(await Promise.all(others)).filter((server) => server !== undefined)];
});
afterAll(() => {
  for (const server of servers) server.close();
});

async function listen(host: string, at: number): Promise<Server> {
  const server = createServer((socket) => {
    connects++;
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(at, host, resolve));
  return server;
}

/** Every spelling of an address that a URL may hold; all of them are on the list of hosts. */
const LITERALS = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0x7f.1',
  '017700000001',
  '0177.0.0.1',
  '0177.0.0.01',
  '127.0.0.1.',
  '127.000.000.001',
  '0x7F.0x0.0x0.0x1',
  '127.0.0.2',
  '127.127.127.127',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '127．0．0．1',
  '１２７.0.0.1',
  '%31%32%37.0.0.1',
  '0.0.0.0',
  '0',
  '0.1.2.3',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2002:7f00:0001::1]',
  '[2001:0:7f00:1::]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00::1]',
  '[fd00:ec2::254]',
  '[fec0::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[100::1]',
  '[2607:f8b0::5efe:7f00:1]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::169.254.169.254]',
  '[2002:a9fe:a9fe::]',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '169.254.43518',
  '169.16689662',
  '169.254.170.2',
  '169.254.170.23',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '192.0.0.192',
  '198.18.0.1',
  '168.63.129.16',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '192.0.2.1',
  '203.0.113.1',
  '198.51.100.1',
  '192.88.99.1',
];

/** What a name that is on the list may resolve to. */
const RESOLVED = [
  '127.0.0.1',
  '127.0.0.2',
  '::1',
  '::ffff:127.0.0.1',
  '169.254.169.254',
  '::ffff:169.254.169.254',
  '169.254.170.2',
  'fd00:ec2::254',
  '10.1.2.3',
  '192.168.1.1',
  '172.20.0.1',
  '100.64.0.1',
  '0.0.0.0',
  '::',
  '64:ff9b::7f00:1',
  '2002:7f00:1::1',
  'fe80::1',
  'ff02::1',
  '168.63.129.16',
  'not an address',
  '',
];
const NAMES = [
  'localhost',
  'localhost.',
  'LOCALHOST',
  'metadata.google.internal',
  'instance-data',
  'hooks.example.com',
  '127.0.0.1.nip.example',
];

const resolvesTo =
  (...addresses: readonly string[]): LookupFunction =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

async function post(url: URL, resolve?: LookupFunction): Promise<string> {
  const hosts = [url.hostname];
  const poster = createPoster({
    name: 'hook',
    hosts,
    ...(resolve === undefined ? {} : { laboratory: { resolve } }),
  });
  return poster.post({ url, headers, body: '{}' }, AbortSignal.timeout(60_000)).then(
    () => 'sent',
    (error: Error) => error.message,
  );
}

describe(`${LITERALS.length + NAMES.length * RESOLVED.length} ways to an address that nobody outside should reach`, () => {
  it('are each refused before a connection, though the host is on the list', async () => {
    const before = connects;
    const results: string[] = [];
    for (const literal of LITERALS)
      results.push(`${literal}: ${await post(new URL(`https://${literal}:${port}/hook`))}`);
    for (const name of NAMES) {
      for (const address of RESOLVED)
        results.push(`${name}: ${await post(new URL(`https://${name}:${port}/`), resolvesTo(address))}`);
    }
    expect(
      results.filter((result) => !/ is .*, which is .*: only public addresses are called$/.test(result)),
    ).toEqual([]);
    expect(connects - before).toBe(0);
  });

  it('one bad address among good ones refuses the name', async () => {
    const url = new URL(`https://hooks.example.com:${port}/`);
    const before = connects;
    expect(await post(url, resolvesTo('8.8.8.8', '127.0.0.1'))).toContain('which is loopback');
    expect(connects - before).toBe(0);
  });

  it('the system’s own resolver is checked too', async () => {
    expect(await post(new URL(`https://localhost:${port}/`))).toContain('which is loopback');
  });

  it('a name that turns bad between two attempts is refused at the second', async () => {
    let asked = 0;
    const rebinding: LookupFunction = (host, options, callback) => {
      asked++;
      if (asked === 1) return callback(Object.assign(new Error('try again'), { code: 'EAI_AGAIN' }), '', 0);
      return resolvesTo('127.0.0.1')(host, options, callback);
    };
    const before = connects;
    expect(await post(new URL(`https://hooks.example.com:${port}/`), rebinding)).toContain(
      'which is loopback',
    );
    expect([asked, connects - before]).toEqual([2, 0]);
  });

  it('public addresses are not refused, in whatever form', () => {
    const open = [
      '8.8.8.8',
      '1.1.1.1',
      '2606:4700:4700::1111',
      '::ffff:8.8.8.8',
      '64:ff9b::808:808',
      '172.32.0.1',
      '100.128.0.1',
    ];
    expect(open.filter((address) => refusalOf(address) !== undefined)).toEqual([]);
  });
});

describe('an address', () => {
  let server: HttpsServer;
  beforeAll(async () => {
    server = await startHttps();
  });
  afterAll(() => server.close());

  it.each([
    ['http', (at: number) => `http://localhost:${at}/`, 'http: is not https:'],
    ['ftp', (at: number) => `ftp://localhost:${at}/`, 'ftp: is not https:'],
    ['user and password', (at: number) => `https://a:b@localhost:${at}/`, 'user name or password'],
    ['a host that is not listed', (at: number) => `https://evil.example:${at}/`, 'not on the list of hosts'],
    [
      'a listed host as a user',
      (at: number) => `https://localhost@evil.example:${at}/`,
      'user name or password',
    ],
    [
      'a host that ends like a listed one',
      (at: number) => `https://evil-localhost:${at}/`,
      'not on the list',
    ],
    ['a host below a listed one', (at: number) => `https://x.localhost:${at}/`, 'not on the list of hosts'],
  ])('with %s is refused without a connection', async (_, address, said) => {
    const laboratory = { loopback: true, ca: server.ca } as const;
    const poster = createPoster({ name: 'hook', hosts: ['localhost'], laboratory });
    const url = new URL(address(server.port));
    await expect(poster.post({ url, headers, body: '{}' }, AbortSignal.timeout(60_000))).rejects.toThrow(
      said,
    );
    expect(server.connections()).toBe(0);
  });
});
