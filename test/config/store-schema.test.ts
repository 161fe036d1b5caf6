import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/run/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-store-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('store', () => {
  it.each([
    'redis://cache:6379',
    'rediss://warden:p%40ss@cache:6380/2',
    'redis+cluster://a:6379,b:6379',
    'redis+sentinel://a,b/mymaster/1',
    `\${env:REDIS_URL}`,
  ])('takes %s', (url) => {
    expect(parseConfig({ store: { url } }, 'test').store.url).toBe(url);
  });

  it.each([
    ['http://user:Hunter2@cache', 'is not a Redis URL'],
    ['redis://user:Hunter2/x@cache', 'cannot be read'],
    ['redis://user:12/Hunter2@cache', 'names a database that is no number'],
    ['user:Hunter2@cache', 'is not a Redis URL'],
    ['redis://cache?password=Hunter2', 'is not a Redis URL'],
    ['redis+cluster://u:Hunter2@a:1,b:2/0', 'a cluster does not have'],
    [`\${env:Hunter2 }`, 'is not a Redis URL'],
  ])('refuses %s, without a password in the words', (url, words) => {
    const check = () => parseConfig({ store: { url } }, 'test');
    expect(check).toThrow(words);
    if (!url.startsWith('$')) expect(check).not.toThrow('Hunter2');
  });

  it('repeats no value that may be secret, wherever it was put', () => {
    const secret = 'https://hooks.example.com/Hunter2';
    for (const value of [
      { store: `redis://u:Hunter2@cache` },
      { stores: secret },
      { awsRanges: [secret], sessions: secret },
      { alerts: [{ type: 'webhook', url: 'http://u:Hunter2@x', token: 'Hunter2' }] },
      { alerts: [{ type: 'slack', url: 'http://hooks.slack.com/services/Hunter2' }] },
    ]) {
      expect(() => parseConfig(value, 'test')).toThrow(/test has/);
      expect(() => parseConfig(value, 'test')).not.toThrow('Hunter2');
    }
  });

  it('refuses certificates that would not be used, and one half of a pair', () => {
    expect(() => parseConfig({ store: { url: 'redis://a', tls: { ca: 'x' } } }, 't')).toThrow(
      'store.tls: is given, but the address is not rediss://',
    );
    expect(() => parseConfig({ store: { url: 'rediss://a', tls: { cert: 'x' } } }, 't')).toThrow('together');
    expect(() => parseConfig({ store: { tls: { serverName: 'a' } } }, 't')).not.toThrow();
  });

  it('has paths relative to the configuration file, as the audit folder has', () => {
    const path = join(folder, 'rolewarden.yaml');
    const tls = '{ ca: ca.pem, cert: c.pem, key: /keys/k.pem, serverName: cache }';
    writeFileSync(
      path,
      `store: { url: "rediss://a", tls: ${tls} }\nrevocation: { audit: { folder: audit } }\n`,
    );
    const { store, revocation } = loadConfig(path);
    const at = (name: string) => join(folder, name);
    expect(store.tls).toEqual({
      ca: at('ca.pem'),
      cert: at('c.pem'),
      key: '/keys/k.pem',
      serverName: 'cache',
    });
    expect(revocation.audit).toEqual({ folder: at('audit') });
  });
});

describe('the configuration hash of a finding', () => {
  const glass = {
    eventVersion: '1.08',
    eventTime: '2026-03-02T09:00:00Z',
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    eventID: 'e1',
    recipientAccountId: '111122223333',
    userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root', accountId: '111122223333' },
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'No' },
  };
  const hashOf = async (config: object) => {
    const app = await createApp({ config: parseConfig(config, 'test'), log: createLog('silent') });
    const [outcome] = await app.analyzer.analyze([{ id: 'd', body: glass }]);
    await app.close();
    return outcome?.findings[0]?.configHash;
  };

  it('does not depend on where things are kept or sent, but on what is judged and done', async () => {
    const plain = await hashOf({});
    expect(plain).toMatch(/^[0-9a-f]{16}$/);
    const audit = { folder: 'elsewhere' };
    const spoke = { roleArn: 'arn:aws:iam::{account}:role/x' };
    for (const same of [{ store: { url: 'redis://a' } }, { alerts: [] }, { revocation: { audit, spoke } }]) {
      expect(await hashOf(same)).toBe(plain);
    }
    for (const other of [{ self: ['*'] }, { revocation: { mode: 'off' } }]) {
      expect(await hashOf(other)).not.toBe(plain);
    }
  });
});
