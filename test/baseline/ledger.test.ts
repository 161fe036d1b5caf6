import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import type { Admitted, Caps } from '../../src/core/action/admission.ts';
import type { AlertLedger } from '../../src/core/action/alert-ledger.ts';
import type { ActionRecord } from '../../src/core/action/ledger.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { anAction } from '../support/an-action.ts';
import { PATIENT } from '../support/fault-rig.ts';
import type { Running } from '../support/processes.ts';
import { redisCli, startRedisCluster } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

let server: Running;
let link: RedisLink;
let signed: RedisLink;
beforeAll(async () => {
  server = await startRedis();
  const address = { url: `redis://127.0.0.1:${server.port}`, timeout: PATIENT };
  link = openRedis(address);
  signed = openRedis(address, ['k'.repeat(32)]);
  await Promise.all([link.ready(PATIENT), signed.ready(PATIENT)]);
});
beforeEach(async () => {
  await redisCli(server.port, ['FLUSHALL']);
});
afterAll(async () => {
  await Promise.all([link.close(), signed.close()]);
  await server.stop();
});

const CAPS: Caps = { perRole: 1, perAccount: 3, perAccountDay: 10, perHour: 10, reserved: 1 };

describe.each<readonly [string, () => AlertLedger]>([
  ['memory', () => createMemoryLedger()],
  ['Redis', () => link.ledger],
])('alerts, %s', (_, open) => {
  it('gives an effect to one of many, and again only after it was given back', async () => {
    const ledger = open();
    const claims = await Promise.all(
      Array.from({ length: 50 }, () => ledger.claim(['f1|sns|high'], 600_000)),
    );
    const ours = claims.flat().filter((claim) => claim.kind === 'yours');
    expect(ours).toHaveLength(1);
    const [first] = ours;
    if (first?.kind !== 'yours') throw new Error('nobody has it');
    await ledger.release('f1|sns|high', 'somebody else');
    expect(await ledger.claim(['f1|sns|high'], 1)).toEqual([{ kind: 'held' }]);
    await ledger.release('f1|sns|high', first.fence);
    const [again, other] = await ledger.claim(['f1|sns|high', 'f2|sns|high'], 600_000);
    expect([again?.kind, other?.kind]).toEqual(['yours', 'yours']);
  });

  it('never gives a finished effect again', async () => {
    const ledger = open();
    const [claim] = await ledger.claim(['f1'], 600_000);
    if (claim?.kind !== 'yours') throw new Error('not ours');
    await ledger.finish('f1', claim.fence);
    await ledger.release('f1', claim.fence);
    expect(await ledger.claim(['f1'], 600_000)).toEqual([{ kind: 'done' }]);
  });

  it('lets a lease that was not finished end by itself', async () => {
    const ledger = open();
    await ledger.claim(['f1'], 1);
    await expect.poll(async () => (await ledger.claim(['f1'], 600_000))[0]?.kind).toBe('yours');
  });

  it('sends the first of a cause, holds repeats back, and says how many', async () => {
    const ledger = open();
    const tell = (id: string, score: number, minute: number) =>
      ledger.repeat('c', { id, score, time: minute * 60_000 });
    expect(await tell('a', 80, 0)).toEqual({ send: true, repeatOf: null, more: 0 });
    expect(await tell('b', 80, 1)).toEqual({ send: false, repeatOf: 'a', more: 0 });
    expect(await tell('b', 80, 1)).toEqual({ send: false, repeatOf: 'a', more: 0 });
    expect(await tell('c', 70, 2)).toEqual({ send: false, repeatOf: 'a', more: 0 });
    expect(await tell('d', 90, 3)).toEqual({ send: true, repeatOf: null, more: 2 });
    expect(await tell('e', 90, 4)).toEqual({ send: false, repeatOf: 'a', more: 0 });
    expect(await tell('f', 90, 64)).toEqual({ send: true, repeatOf: 'a', more: 1 });
    expect(await tell('g', 70, 25 * 60)).toEqual({ send: true, repeatOf: null, more: 0 });
  });

  it('sends a repeat that was held back once it scores higher than all before it', async () => {
    const ledger = open();
    const tell = (id: string, score: number) => ledger.repeat('c', { id, score, time: 0 });
    expect(await tell('a', 75)).toEqual({ send: true, repeatOf: null, more: 0 });
    expect(await tell('b', 72)).toEqual({ send: false, repeatOf: 'a', more: 0 });
    expect(await tell('c', 72)).toEqual({ send: false, repeatOf: 'a', more: 0 });
    expect(await tell('b', 74)).toEqual({ send: false, repeatOf: 'a', more: 0 });
    for (const score of [97, 72])
      expect(await tell('b', score)).toEqual({ send: true, repeatOf: null, more: 1 });
    expect(await tell('d', 97)).toEqual({ send: false, repeatOf: 'a', more: 0 });
    expect(await tell('a', 99)).toEqual({ send: true, repeatOf: null, more: 0 });
    expect(await tell('e', 98)).toEqual({ send: false, repeatOf: 'a', more: 0 });
  });

  it('knows which copy of a call leads, and keeps the first decision under a name', async () => {
    const ledger = open();
    const leads = [];
    for (const [rank, copy] of [
      [3, 'a'],
      [3, 'b'],
      [4, 'b'],
      [4, 'a'],
      [3, 'a'],
      [4, 'b'],
    ] as const) {
      leads.push(await ledger.leads('f', { rank, copy }));
    }
    expect(leads).toEqual([true, false, true, false, false, true]);
    expect(await ledger.decided('f')).toBeUndefined();
    for (const text of ['first', 'later']) await ledger.decide('f', text);
    expect(await ledger.decided('f')).toBe('first');
  });

  it('sends every tenth and hundredth repeat: a flood is never silent', async () => {
    const ledger = open();
    const sent: (readonly [number, number])[] = [];
    for (let at = 0; at <= 1_000; at++) {
      const { more, send } = await ledger.repeat('c', { id: `f${at}`, score: 80, time: at });
      if (send) sent.push([at, more]);
    }
    expect(sent).toEqual([
      [0, 0],
      [10, 9],
      [100, 89],
      [1_000, 899],
    ]);
  });
});

it('memory and Redis answer alike for any order of repeats', async () => {
  const alert = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    score: fc.integer({ min: 70, max: 75 }),
    time: fc.integer({ min: 0, max: 30 * HOUR }),
  });
  let cause = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(alert, { maxLength: 30 }), async (alerts) => {
      const memory = createMemoryLedger();
      cause++;
      for (const one of alerts) {
        expect(await link.ledger.repeat(`c${cause}`, one)).toEqual(await memory.repeat('c', one));
      }
    }),
    { numRuns: 100 },
  );
});

describe('caps, breaker and kill switch', () => {
  const ask = (actionId: string, accountId = '111122223333', target = `role/${actionId}`, critical = false) =>
    link.ledger.admit({ actionId, accountId, target, critical }, CAPS);

  it('admits exactly as many as may be, of two hundred that ask at once', async () => {
    const asked: Admitted[] = [];
    const askers = Array.from({ length: 50 }, async (_, asker) => {
      for (let at = 0; at < 4; at++) asked.push(await ask(`a${asker}-${at}`));
    });
    await Promise.all(askers);
    expect(asked.filter(({ kind }) => kind === 'admitted')).toHaveLength(3);
    expect(await link.ledger.breakers()).toEqual([
      {
        scope: 'account:111122223333',
        since: expect.any(Number),
        reason: '3 revocations of the account in ten minutes, at most 3',
      },
    ]);
  });

  it('counts an action once, however often it asks', async () => {
    for (let at = 0; at < 5; at++) expect((await ask('a1')).kind).toBe('admitted');
    expect((await ask('a2')).kind).toBe('admitted');
  });

  it('keeps an account shut until a person opens it, and lets the others be', async () => {
    for (let at = 0; at < 4; at++) await ask(`a${at}`);
    expect(await ask('b1')).toMatchObject({ kind: 'over', scope: 'account:111122223333' });
    expect((await ask('c1', '444455556666')).kind).toBe('admitted');
    expect(await link.ledger.closeBreaker('account:111122223333')).toBe(true);
    expect(await link.ledger.closeBreaker('account:111122223333')).toBe(false);
    for (let at = 1; at <= 3; at++) expect((await ask(`b${at}`)).kind).toBe('admitted');
    expect(await ask('b4')).toMatchObject({ kind: 'over', scope: 'account:111122223333' });
  });

  it('counts anew only in the scope that a person opened', async () => {
    const deploy = (id: string) => ask(id, '111122223333', 'role/Deploy');
    await deploy('a1');
    expect(await deploy('a2')).toMatchObject({ kind: 'over', scope: 'target:111122223333/role/Deploy' });
    await link.ledger.closeBreaker('target:111122223333/role/Deploy');
    expect((await deploy('a2')).kind).toBe('admitted');
    expect(await deploy('a3')).toMatchObject({ kind: 'over', scope: 'target:111122223333/role/Deploy' });
    await link.ledger.closeBreaker('target:111122223333/role/Deploy');
    expect((await deploy('a3')).kind).toBe('admitted');
    expect(await ask('a4')).toMatchObject({ kind: 'over', scope: 'account:111122223333' });
  });

  it('admits one revocation of a role in half an hour', async () => {
    expect((await ask('a1', '111122223333', 'role/Deploy')).kind).toBe('admitted');
    expect(await ask('a2', '111122223333', 'role/Deploy')).toEqual({
      kind: 'over',
      scope: 'target:111122223333/role/Deploy',
      reason: '1 revocations of the role in half an hour, at most 1',
    });
    expect((await ask('a3', '111122223333', 'role/Other')).kind).toBe('admitted');
  });

  it('keeps a share for critical roles that decoys cannot use up', async () => {
    for (let at = 0; at < 5; at++) await ask(`decoy${at}`);
    expect((await ask('crown', '111122223333', 'role/Crown', true)).kind).toBe('admitted');
    expect((await ask('crown2', '111122223333', 'role/Crown2', true)).kind).toBe('over');
  });

  it('admits nothing once somebody pulled the switch', async () => {
    await link.ledger.kill('dana');
    expect(await ask('a1')).toEqual({ kind: 'killed', by: 'dana' });
    expect(await link.ledger.killed()).toBe('dana');
    await link.ledger.kill(undefined);
    expect((await ask('a1')).kind).toBe('admitted');
  });
});

describe.each([
  ['without signatures', () => link],
  ['signed', () => signed],
])('actions, %s', (_, open) => {
  it('writes an action once, and moves it only from where it may be', async () => {
    const { ledger } = open();
    await ledger.record(anAction('00000000000000a1'));
    expect(await ledger.record({ ...anAction('00000000000000a1'), state: 'ready' })).toMatchObject({
      state: 'pending',
    });
    const approved = await ledger.change('00000000000000a1', ['pending'], {
      state: 'ready',
      by: 'dana',
      detail: 'ok',
    });
    expect(approved).toMatchObject({ state: 'ready', by: 'dana', detail: 'ok' });
    expect(
      await ledger.change('00000000000000a1', ['pending'], { state: 'rejected', by: 'x', detail: '' }),
    ).toBeUndefined();
    expect(
      await ledger.change('nobody', ['pending'], { state: 'ready', by: 'x', detail: '' }),
    ).toBeUndefined();
    expect((await ledger.actions()).map(({ actionId, state }) => [actionId, state])).toEqual([
      ['00000000000000a1', 'ready'],
    ]);
  });

  it('lets one of many decide', async () => {
    const { ledger } = open();
    await ledger.record(anAction('00000000000000a1'));
    const decisions = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        ledger.change('00000000000000a1', ['pending'], {
          state: at % 2 === 0 ? 'ready' : 'rejected',
          by: `person ${at}`,
          detail: '',
        }),
      ),
    );
    const won = decisions.filter((decision) => decision !== undefined);
    expect(won).toHaveLength(1);
    expect(await ledger.action('00000000000000a1')).toEqual(won[0]);
  });

  it('remembers when the policy was written, whatever is done with the record after', async () => {
    const { ledger } = open();
    await ledger.record(anAction('00000000000000a1'));
    const to = (state: ActionRecord['state']) => ({ state, by: 'x', detail: '' });
    expect((await ledger.action('00000000000000a1'))?.written).toBeUndefined();
    const applied = await ledger.change('00000000000000a1', ['pending'], to('applied'));
    expect(applied?.written).toBe(applied?.changed);
    await ledger.change('00000000000000a1', ['applied'], to('verified'));
    expect((await ledger.change('00000000000000a1', ['verified'], to('applied')))?.written).toBe(
      applied?.written,
    );
  });

  it('takes an undo as the last word', async () => {
    const { ledger } = open();
    await ledger.record(anAction('00000000000000a1'));
    await ledger.change('00000000000000a1', ['pending'], { state: 'undone', by: 'dana', detail: '' });
    expect(await ledger.record({ ...anAction('00000000000000a1'), state: 'ready' })).toMatchObject({
      state: 'undone',
    });
    expect(
      await ledger.change('00000000000000a1', ['pending', 'ready', 'applied'], {
        state: 'applied',
        by: 'x',
        detail: '',
      }),
    ).toBeUndefined();
  });
});

describe('what a server must be like', () => {
  it.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
    'refuses one that drops keys: %s',
    async (policy) => {
      const full = await startRedis(['--maxmemory', '100mb', '--maxmemory-policy', policy]);
      const other = openRedis({ url: `redis://127.0.0.1:${full.port}`, timeout: PATIENT });
      await other.ready(PATIENT);
      expect(await other.ledger.unfit()).toContain(`maxmemory-policy is ${policy}`);
      await other.close();
      await full.stop();
    },
  );

  it('accepts one that refuses writes when it is full, or has no limit', async () => {
    const full = await startRedis(['--maxmemory', '100mb', '--maxmemory-policy', 'noeviction']);
    const other = openRedis({ url: `redis://127.0.0.1:${full.port}`, timeout: PATIENT });
    await other.ready(PATIENT);
    expect(await other.ledger.unfit()).toBeUndefined();
    expect(await link.ledger.unfit()).toBeUndefined();
    expect(Math.abs((await link.ledger.now()) - Date.now())).toBeLessThan(60_000);
    await other.close();
    await full.stop();
  });

  it('asks every node of a cluster, and finds an index entry before its record', async () => {
    const cluster = await startRedisCluster();
    onTestFinished(() => cluster.stop());
    const other = openRedis({ url: `redis+cluster://127.0.0.1:${cluster.nodes[0]?.port}`, timeout: PATIENT });
    onTestFinished(() => other.close());
    await other.ready(PATIENT);
    expect(await other.ledger.unfit()).toBeUndefined();
    expect(
      (await other.ledger.admit({ actionId: 'a', accountId: '1', target: 'role/x', critical: false }, CAPS))
        .kind,
    ).toBe('admitted');
    const last = cluster.nodes.at(-1)?.port ?? 0;
    await redisCli(last, ['CONFIG', 'SET', 'maxmemory', '100mb']);
    await redisCli(last, ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru']);
    const fresh = openRedis({ url: `redis+cluster://127.0.0.1:${cluster.nodes[0]?.port}`, timeout: PATIENT });
    onTestFinished(() => fresh.close());
    await fresh.ready(PATIENT);
    expect(await fresh.ledger.unfit()).toContain('allkeys-lru');
  });
});
