import { expect, it, onTestFinished } from 'vitest';
import { linked, PATIENT } from '../support/fault-rig.ts';
import { lessonsAt, requestAt, works } from '../support/lessons.ts';
import { caughtUp, type PairOptions, type RedisPair, startRedisPair } from '../support/redis-replicas.ts';
import { entriesIn } from '../support/redis-subject.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { expectBetween, until, witness } from '../support/witness.ts';

async function paired(options: PairOptions = {}): Promise<RedisPair> {
  const pair = await startRedisPair(options);
  onTestFinished(() => pair.stop());
  return pair;
}

it('a primary becomes a replica: writes fail in words, and resume when it is promoted, by themselves', async () => {
  const pair = await paired();
  const link = await linked(pair.primary.port);
  const seen = witness(link.store);
  for (let n = 0; n < 20; n++) await seen.teach(lessonsAt(n));
  await caughtUp(pair);
  await pair.promote(pair.replica);
  await pair.demote(pair.primary, pair.replica);
  const warnings: Error[] = [];
  const warned = (warning: Error) => void warnings.push(warning);
  process.on('warning', warned);
  onTestFinished(() => void process.off('warning', warned));
  for (let n = 100; n < 110; n++) expect(await seen.learn(lessonsAt(n))).toBe(false);
  await until('it is said why', async () => {
    await seen.learn(lessonsAt(100));
    return seen.reasons.some((reason) => reason.includes('READONLY'));
  });
  expect(warnings).toEqual([]);
  await pair.promote(pair.primary);
  await until('writes resume', () => seen.learn(lessonsAt(100)));
  for (let n = 100; n < 110; n++) await seen.teach(lessonsAt(n));
  expectBetween(await entriesIn(await linked(pair.primary.port, PATIENT)), seen);
  await until('recall is whole', async () => (await seen.recall(requestAt(1)))?.partial === false);
  seen.close();
});

it('a replica takes over behind a cut link: what only the old one knew is lost whole, and is learned again', async () => {
  let cut: TcpProxy | undefined;
  const pair = await paired({
    through: async (port) => {
      cut = await startProxy(port);
      return cut.port;
    },
  });
  onTestFinished(() => cut?.close());
  const front = await startProxy(pair.primary.port);
  onTestFinished(() => front.close());
  const old = await linked(front.port);
  const before = witness(old.store);
  for (let n = 0; n < 20; n++) await before.teach(lessonsAt(n));
  await caughtUp(pair);
  const replicated = before.must.entries();
  await cut?.mode('blackhole');
  for (let n = 100; n < 140; n++) await before.teach(lessonsAt(n));
  await pair.promote(pair.replica);
  const young = await linked(pair.replica.port, PATIENT);
  expect(await entriesIn(young)).toEqual(replicated);
  const after = witness(young.store);
  await until('the new primary works', () => works(young.store));
  for (let n = 0; n < 140; n++) if (n < 20 || n >= 100) await after.teach(lessonsAt(n));
  expect(await entriesIn(young)).toEqual(before.must.entries());
  before.close();
  after.close();
});
