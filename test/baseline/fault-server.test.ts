import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turnOfLoop, setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { lineOn, linked, PATIENT, startRig, taken } from '../support/fault-rig.ts';
import { often } from '../support/full.ts';
import { lessonsAt, requestAt, works } from '../support/lessons.ts';
import { freePort, restart } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';
import { entriesIn } from '../support/redis-subject.ts';
import { expectBetween, UNSENT, until } from '../support/witness.ts';

describe('Redis is killed', () => {
  it('keeps what was acknowledged, doubles nothing, and the link comes back by itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rolewarden-aof-'));
    const { server, link, seen } = await startRig(['--appendonly', 'yes', '--dir', folder]);
    let running = server;
    for (let round = 0; round < often(2, 10); round++) {
      const from = round * 1_000;
      let dead = false;
      for (let n = from; !dead || n < from + 60; n++) {
        if (n === from + 20) void running.stop().finally(() => (dead = true));
        await seen.learn(lessonsAt(n));
        await seen.recall(requestAt(n));
        await turnOfLoop();
      }
      running = await restart(running);
      const { stop } = running;
      onTestFinished(stop);
      await until('the link is back', () => works(link.store));
      const direct = await linked(running.port, PATIENT);
      expectBetween(await entriesIn(direct), seen);
    }
    expect(seen.reasons.length).toBeGreaterThan(0);
    expect(seen.longest()).toBeLessThan(400);
    for (let n = 0; n < 50; n++) await seen.teach(lessonsAt(n));
    expect(seen.must.entries().length).toBeGreaterThan(100);
  });
});

describe('Redis stands still', () => {
  it('recall gives up in time, findings are degraded, and nothing unsent is written later', async () => {
    const { server, link, seen, direct } = await startRig();
    const line = await lineOn(link.store);
    const whole = async (minute: number) => {
      const [finding] = await line.judge(taken('BreakGlassAdmin', minute));
      return finding?.degraded === false;
    };
    await until('findings are whole', () => whole(0));
    for (let n = 0; n < 20; n++) await seen.learn(lessonsAt(n));
    server.child.kill('SIGSTOP');
    try {
      const [finding] = await line.judge(taken('BreakGlassAdmin', 1));
      expect(finding?.signals.map(({ ruleId }) => ruleId)).toContain('break-glass-role');
      expect(finding?.degraded).toBe(true);
      for (let n = 100; n < 130; n++) {
        expect(await seen.recall(requestAt(n))).toBeUndefined();
        expect(await seen.learn(lessonsAt(n))).toBe(false);
        if (n % 10 === 0) await wait(520);
      }
      expect(seen.longest()).toBeLessThan(400);
    } finally {
      server.child.kill('SIGCONT');
    }
    await until('the store answers', () => works(link.store));
    for (let n = 200; n < 220; n++) await seen.teach(lessonsAt(n));
    // that the actor of what alerted was active is the line's own lesson
    const taught = (await entriesIn(direct)).filter(({ dimension }) => dimension !== '~seen');
    expectBetween(taught, seen);
    await until('findings are whole again', () => whole(2));
  });
});

describe('Redis is not there at the start', () => {
  it('says so in time, without the password, judges degraded, and works when the server appears', async () => {
    const port = await freePort();
    const link = openRedis({ url: `redis://rolewarden:s3cret@127.0.0.1:${port}` });
    onTestFinished(() => link.close());
    let failure: unknown;
    await until('it is said why', async () => {
      failure = await link.ready(300).catch((thrown: unknown) => thrown);
      return String(failure).includes('ECONNREFUSED');
    });
    expect(failure).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(String(failure)).not.toContain('s3cret');
    const line = await lineOn(link.store);
    const [finding] = await line.judge(taken('BreakGlassAdmin', 0));
    expect(finding?.degraded).toBe(true);
    const unsent = await link.store.learn(lessonsAt(1)).catch((thrown: unknown) => thrown);
    expect(String(unsent)).toMatch(UNSENT);
    expect(String(unsent)).not.toMatch(/stream|queue/i);
    const server = await startRedis(['--user', 'rolewarden', 'on', '>s3cret', '+@all', '~*'], port);
    onTestFinished(() => server.stop());
    await until('the link works', () => works(link.store));
    await until('findings are whole', async () => {
      const [later] = await line.judge(taken('BreakGlassAdmin', 1));
      return later?.degraded === false;
    });
    expect(await entriesIn(link)).not.toContainEqual(expect.objectContaining({ owner: 'a:user:7' }));
  });
});
