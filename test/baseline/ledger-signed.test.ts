import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { type Ledger, MOST_UNSIGNED } from '../../src/core/action/ledger.ts';
import { anAction } from '../support/an-action.ts';
import { PATIENT } from '../support/fault-rig.ts';
import type { Running } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

const [NEW, OLD, OTHER] = ['n', 'o', 'x'].map((letter) => letter.repeat(32));
const A = 'a'.repeat(16);
const B = 'b'.repeat(16);

let server: Running;
const links: RedisLink[] = [];
/** Those of a worker with the key, of one that has the key of before too, of others, and of whoever only writes to Redis. */
let ours: Ledger;
let rotated: Ledger;
let strange: Ledger;
let attacker: Ledger;
beforeAll(async () => {
  server = await startRedis();
  const open = async (...keys: readonly (string | undefined)[]) => {
    const address = { url: `redis://127.0.0.1:${server.port}`, timeout: PATIENT };
    const link = openRedis(
      address,
      keys.filter((key) => key !== undefined),
    );
    await link.ready(PATIENT);
    links.push(link);
    return link.ledger;
  };
  ours = await open(OLD);
  rotated = await open(NEW, OLD);
  strange = await open(OTHER);
  attacker = await open();
});
beforeEach(() => redisCli(server.port, ['FLUSHALL']));
afterAll(async () => {
  await Promise.all(links.map((link) => link.close()));
  await server.stop();
});

const raw = async (actionId: string) => (await redisCli(server.port, ['GET', `rw:x:${actionId}`])).trim();
const write = (actionId: string, text: string) => redisCli(server.port, ['SET', `rw:x:${actionId}`, text]);
/** How often the server was asked for a hundred records. */
const reads = async () =>
  Number(/cmdstat_mget:calls=(\d+)/.exec(await redisCli(server.port, ['INFO', 'commandstats']))?.[1]);
const to = (state: 'ready' | 'applied' | 'undone') => ({ state, by: 'mallory', detail: '' });

/** What a ledger says of an action, in each way that it can be asked. */
async function seen(ledger: Ledger, actionId: string) {
  const state = (action: { readonly state: string } | undefined) => action?.state;
  const all = (await ledger.actions()).find((one) => one.actionId === actionId);
  const paged = (await ledger.page(0)).actions.find((one) => one.actionId === actionId);
  const due = (await ledger.due()).find((one) => one.actionId === actionId)?.action;
  const found = [await ledger.action(actionId), all, paged].map(state);
  return { found: [...new Set(found)], due: state(due), unsigned: await ledger.unsigned() };
}

const NOTHING = { found: [undefined], due: undefined, unsigned: [A] };

describe('a record in a ledger that signs', () => {
  it('keeps its fields where versions that know no signature look for them', async () => {
    await ours.record(anAction(A));
    const { signature, ...record } = JSON.parse(await raw(A));
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    expect(record).toEqual(await ours.action(A));
    expect(await attacker.action(A)).toEqual(await ours.action(A));
    expect(await attacker.unsigned()).toEqual([]);
  });

  it.each([
    ['made up', async () => void (await attacker.record({ ...anAction(A), state: 'ready' }))],
    ['signed with a key of somebody else', async () => void (await strange.record(anAction(A)))],
    [
      'approved by one who only writes to Redis',
      async () => {
        await ours.record(anAction(A));
        await attacker.change(A, ['pending'], to('ready'));
      },
    ],
    [
      'marked as undone by one who only writes to Redis',
      async () => {
        await ours.record({ ...anAction(A), state: 'ready' });
        await ours.change(A, ['ready'], to('applied'));
        await attacker.change(A, ['applied'], to('undone'));
      },
    ],
    [
      'with another role than was proposed',
      async () => {
        await ours.record(anAction(A));
        await write(A, (await raw(A)).replaceAll('role/Deploy', 'role/Payroll'));
      },
    ],
    [
      'with the signature of another record',
      async () => {
        await ours.record(anAction(A));
        await ours.record({ ...anAction(B), detail: 'another' });
        const other = JSON.parse(await raw(B)).signature;
        await write(A, JSON.stringify({ ...JSON.parse(await raw(A)), signature: other }));
      },
    ],
    [
      'that is an approved one of another action',
      async () => {
        await ours.record({ ...anAction(B), state: 'ready' });
        await ours.record(anAction(A));
        await write(A, await raw(B));
      },
    ],
    [
      'with a second set of fields before the signature',
      async () => {
        await ours.record(anAction(A));
        await write(A, (await raw(A)).replace(',"signature"', ',"state":"ready","signature"'));
      },
    ],
    [
      'with a signature in the wrong place, or cut short',
      async () => {
        await ours.record(anAction(A));
        await write(A, (await raw(A)).replace(/[0-9a-f]"\}$/, '"}'));
      },
    ],
    [
      'that is no JSON',
      async () => {
        await ours.record(anAction(A));
        await write(A, '{"actionId":');
      },
    ],
  ])('is as if it were not there if it was %s', async (_, attack) => {
    await attack();
    expect(await seen(ours, A)).toMatchObject(NOTHING);
    expect(await ours.change(A, ['pending', 'ready', 'applied'], to('applied'))).toBeUndefined();
  });

  it('replaces one without a valid signature by the next honest one, whoever made it first', async () => {
    await attacker.record({ ...anAction(A), state: 'undone', by: 'mallory' });
    expect(await ours.record(anAction(A))).toMatchObject({ state: 'pending', by: 'rolewarden' });
    expect(await seen(ours, A)).toMatchObject({ found: ['pending'], unsigned: [] });
    // the one that is there now stays
    expect(await ours.record({ ...anAction(A), state: 'ready' })).toMatchObject({ state: 'pending' });
  });

  it('is accepted with either key while keys change, and signed with the first', async () => {
    await ours.record(anAction(A));
    expect(await rotated.action(A)).toMatchObject({ state: 'pending' });
    await rotated.change(A, ['pending'], to('ready'));
    expect(await rotated.action(A)).toMatchObject({ state: 'ready' });
    expect(await seen(ours, A)).toMatchObject(NOTHING);
  });

  it('is looked for no further than to the last that counts, however many there are', async () => {
    const times = await ours.now();
    const index = Array.from({ length: 2_600 }, (_, at) => {
      const id = (at + 1).toString(16).padStart(16, '0');
      const age = at < 100 ? at : 38 * 3_600_000 + at;
      return { id, score: String(times - age) };
    });
    await redisCli(server.port, ['ZADD', 'rw:actions', ...index.flatMap(({ id, score }) => [score, id])]);
    await redisCli(server.port, ['MSET', ...index.flatMap(({ id }) => [`rw:x:${id}`, 'forged'])]);
    await redisCli(server.port, ['CONFIG', 'RESETSTAT']);
    expect(await ours.unsigned()).toEqual(index.slice(0, 100).map(({ id }) => id));
    expect(await reads()).toBe(1);
    // an id that is asked for is looked at, whatever its age
    const old = index[2_000]?.id ?? '';
    expect(await ours.unsigned([old, A])).toEqual([old]);
  });

  it('is looked for until there are a thousand: more than that, too, is a flood', async () => {
    const times = await ours.now();
    const ids = Array.from({ length: 2_600 }, (_, at) => (at + 1).toString(16).padStart(16, '0'));
    await redisCli(server.port, ['ZADD', 'rw:actions', ...ids.flatMap((id, at) => [String(times - at), id])]);
    await redisCli(server.port, ['MSET', ...ids.flatMap((id) => [`rw:x:${id}`, 'forged'])]);
    await redisCli(server.port, ['CONFIG', 'RESETSTAT']);
    expect(await ours.unsigned()).toEqual(ids.slice(0, MOST_UNSIGNED));
    expect(await reads()).toBe(10);
  });

  it('is counted among the strange ones although it says to be from the future', async () => {
    await attacker.record(anAction(A));
    await redisCli(server.port, ['ZADD', 'rw:actions', '9999999999999', A]);
    expect(await ours.unsigned()).toEqual([A]);
  });

  it('is not counted among the strange ones once no session of its time is left', async () => {
    await attacker.record(anAction(A));
    await attacker.record(anAction(B));
    const old = String((await ours.now()) - 37 * 3_600_000 - 1);
    await redisCli(server.port, ['ZADD', 'rw:actions', old, B]);
    expect(await ours.unsigned()).toEqual([A]);
    expect((await ours.page(0)).unsigned).toEqual([A]);
  });
});
