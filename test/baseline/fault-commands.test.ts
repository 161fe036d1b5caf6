import { describe, expect, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { linked, PATIENT, startRig } from '../support/fault-rig.ts';
import { lessonsAt, requestAt, works } from '../support/lessons.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';
import { entriesIn } from '../support/redis-subject.ts';
import { expectBetween, until, witness } from '../support/witness.ts';

describe('an operator', () => {
  it('flushes the scripts: nobody notices', async () => {
    const { server, seen, direct } = await startRig([], PATIENT);
    for (let n = 0; n < 30; n++) {
      if (n % 3 === 0) await redisCli(server.port, ['script', 'flush']);
      await seen.teach(lessonsAt(n));
      if (n % 5 === 0) await redisCli(server.port, ['script', 'flush']);
      expect((await seen.recall(requestAt(n)))?.partial).toBe(false);
    }
    expect(await entriesIn(direct)).toEqual(seen.must.entries());
  });

  it('closes every connection: the link comes back by itself', async () => {
    const { server, link, seen, direct } = await startRig();
    for (let n = 0; n < 30; n++) {
      if (n % 10 === 5) await redisCli(server.port, ['client', 'kill', 'type', 'normal']);
      await seen.learn(lessonsAt(n));
      if (n % 10 === 9) await until('the link is back', () => works(link.store));
    }
    await until('the other link is back', () => works(direct.store));
    expectBetween(await entriesIn(direct), seen);
    await seen.teach(lessonsAt(100));
  });

  it('reloads the data: what was learned is still there', async () => {
    const { server, link, seen, direct } = await startRig();
    for (let n = 0; n < 20; n++) await seen.learn(lessonsAt(n));
    await Promise.all([
      redisCli(server.port, ['debug', 'reload']),
      ...Array.from({ length: 20 }, (_, n) => seen.learn(lessonsAt(100 + n))),
    ]);
    await until('the link works', () => works(link.store));
    expectBetween(await entriesIn(direct), seen);
    await seen.teach(lessonsAt(200));
  });

  it('takes a command away: one clear reason, no word of the password, and it heals when it is back', async () => {
    const server = await startRedis(['--user', 'rw', 'on', '>s3cret', '~rw:*', '+@all']);
    onTestFinished(() => server.stop());
    const link = openRedis({ url: `redis://rw:s3cret@127.0.0.1:${server.port}`, timeout: PATIENT });
    onTestFinished(() => link.close());
    await link.ready(PATIENT);
    const seen = witness(link.store);
    await seen.teach(lessonsAt(1));
    for (const commands of [['evalsha'], ['get', 'getrange'], ['set']]) {
      const command = commands.join();
      await redisCli(server.port, ['acl', 'setuser', 'rw', ...commands.map((name) => `-${name}`)]);
      await redisCli(server.port, ['script', 'flush']);
      const recalled = await seen.recall({ ...requestAt(2), cut: 30_000 });
      expect(recalled?.partial ?? true, command).toBe(true);
      expect(await seen.learn(lessonsAt(2)), command).toBe(false);
      expect(seen.reasons, command).not.toEqual([]);
      for (const reason of seen.reasons) {
        expect(reason).toMatch(/NOPERM|can't run this command/);
        expect(reason).not.toContain('s3cret');
      }
      await redisCli(server.port, ['acl', 'setuser', 'rw', ...commands.map((name) => `+${name}`)]);
      await until('it works again', () => works(link.store));
      await seen.teach(lessonsAt(2));
    }
    const direct = await linked(server.port, PATIENT);
    expectBetween(await entriesIn(direct), seen);
  });
});
