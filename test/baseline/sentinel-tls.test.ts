import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { linked, PATIENT } from '../support/fault-rig.ts';
import { often } from '../support/full.ts';
import { lessonsAt, requestAt, works } from '../support/lessons.ts';
import { DATABASE_NEEDED, RULE } from '../support/redis-acl.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { caughtUp, SENTINEL_GROUP, startRedisPair } from '../support/redis-replicas.ts';
import { type SecureRedis, startSecureRedis } from '../support/redis-secure.ts';
import { entriesIn, subjectOf } from '../support/redis-subject.ts';
import { expectBetween, until, witness } from '../support/witness.ts';
import { storeContract } from './contract.ts';

describe('through Sentinel', () => {
  it('the primary is killed: the store works again by itself, and loses nothing that was replicated', async () => {
    const pair = await startRedisPair({ sentinel: true });
    onTestFinished(() => pair.stop());
    const link = openRedis({ url: `redis+sentinel://127.0.0.1:${pair.sentinel?.port}/${SENTINEL_GROUP}` });
    onTestFinished(() => link.close());
    await link.ready(PATIENT);
    const seen = witness(link.store);
    for (let n = 0; n < 20; n++) await seen.teach(lessonsAt(n));
    await caughtUp(pair);
    await pair.primary.stop();
    expect(await seen.recall(requestAt(30))).toBeUndefined();
    await pair.impatient();
    await until('the replica took over', () => works(link.store));
    await until('it is a primary', () => seen.learn(lessonsAt(30)));
    expect(await redisCli(pair.replica.port, ['role'])).toContain('master');
    for (let n = 30; n < 50; n++) await seen.teach(lessonsAt(n));
    expectBetween(await entriesIn(await linked(pair.replica.port, PATIENT)), seen);
    expect(seen.longest()).toBeLessThan(600);
    seen.close();
  });

  it('nobody listens: one clear reason in time', async () => {
    const link = openRedis({ url: 'redis+sentinel://:s3cret@127.0.0.1:1/mymaster' });
    onTestFinished(() => link.close());
    const failure = async () => String(await link.ready(300).catch((thrown: unknown) => thrown));
    await expect.poll(failure).toMatch(/cannot be reached: .*(sentinel|ECONNREFUSED)/i);
    expect(await failure()).not.toContain('s3cret');
  });
});

let secure: SecureRedis;
let ca: string;
const links: RedisLink[] = [];
let next = 0;

beforeAll(async () => {
  const rule = [...RULE, ...DATABASE_NEEDED.map((name) => `+${name}`)].join(' ');
  secure = await startSecureRedis(rule, ['--databases', '10000']);
  ca = join(mkdtempSync(join(tmpdir(), 'rolewarden-ca-')), 'ca.pem');
  writeFileSync(ca, secure.ca);
});
afterAll(async () => {
  await Promise.all(links.map((link) => link.close()));
  await secure.server.stop();
});

const urlOf = (password: string, db = 0) =>
  `rediss://${secure.username}:${encodeURIComponent(password)}@127.0.0.1:${secure.server.port}/${db}`;

storeContract(
  'Redis with TLS and the narrowest ACL',
  async () => {
    const link = openRedis({ url: urlOf(secure.password, next++), tls: { ca }, timeout: PATIENT });
    links.push(link);
    if (links.length > 20) await links.shift()?.close();
    await link.ready(PATIENT);
    return subjectOf(link);
  },
  often(5, 60),
);

describe('a link that must not come about', () => {
  /** What is said of it, once it says why. */
  const failureOf = async (options: Parameters<typeof openRedis>[0], words: RegExp) => {
    const link = openRedis(options);
    onTestFinished(() => link.close());
    let failure: unknown;
    await until('it is said why', async () => {
      failure = await link.ready(300).catch((thrown: unknown) => thrown);
      return words.test(String(failure));
    });
    return failure;
  };

  it.each([
    ['a wrong password', () => ({ url: urlOf('not-the-s3cret'), tls: { ca } }), /WRONGPASS/],
    ['an authority that nobody knows', () => ({ url: urlOf('not-the-s3cret') }), /certificate/],
    [
      'a name that is not in the certificate',
      () => ({ url: urlOf('not-the-s3cret'), tls: { ca, serverName: 'other.example' } }),
      /altnames|Hostname/,
    ],
    [
      'no TLS where the server wants it',
      () => ({ url: urlOf('not-the-s3cret').replace('rediss', 'redis') }),
      /\w/,
    ],
  ])('%s: says so in words, without the password', async (_, options, words) => {
    const failure = await failureOf(options(), words);
    expect(failure).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('s3cret');
  });

  // the server answers with an alert, after the certificate was refused: two failures of one connection
  it('closed in the middle of the greeting, it fails without ending the process', async () => {
    const uncaught: unknown[] = [];
    const listen = (thrown: unknown) => uncaught.push(thrown);
    process.on('uncaughtException', listen);
    onTestFinished(() => void process.off('uncaughtException', listen));
    for (let turn = 0; turn < 160; turn++) {
      const link = openRedis({ url: urlOf('x'), tls: { ca, serverName: 'other.example' } });
      const ready = link.ready(20).catch(() => undefined);
      for (let step = turn % 40; step > 0; step--) await pause(0);
      await link.close();
      await ready;
    }
    expect(uncaught).toEqual([]);
  });

  it('a file of certificates that is not there is named at once', () => {
    expect(() => openRedis({ url: urlOf('x'), tls: { ca: 'nowhere/ca.pem' } })).toThrow(/nowhere\/ca\.pem/);
  });
});
