import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { often } from '../support/full.ts';
import { createDeeds, type Deeds, decide, deliver } from './deeds.ts';
import { endOf, standsIn } from './end.ts';
import { everyWay, type Scene } from './interleavings.ts';
import { type ModelServer, startModelServer } from './server.ts';
import { EVENTS } from './story.ts';
import { createWorld } from './world.ts';

/** Calls that are ordered in every way; afterwards each job goes on by itself. */
const DEPTH = often(9, 12);
const AT_ONCE = 8;
/** What one job can see of another: the rest of its calls go along with the next of these. */
const SEEN = /^(?:SWAP|ADMIT|GET rw:x:.*|SET rw:e:.*|(?:Put|Get|Delete)RolePolicyCommand)$/;

let server: ModelServer;
let lanes = 0;

beforeAll(async () => {
  server = await startModelServer();
});

afterAll(async () => {
  await server.stop();
});

const taken = (deeds: Deeds) => deliver(deeds, 0, 0);
const again = (deeds: Deeds) => deliver(deeds, 0, 1);
const says = (what: 'approve' | 'reject' | 'undo') => (deeds: Deeds) => decide(deeds, what, 0);

interface Pair {
  readonly words: string;
  readonly mode: 'auto' | 'confirm';
  readonly first: (deeds: Deeds) => Promise<void>;
  readonly second: (deeds: Deeds) => Promise<void>;
  /** What has happened before. */
  readonly before?: (deeds: Deeds) => Promise<void>;
}

const PAIRS: readonly Pair[] = [
  { words: 'one event at two workers', mode: 'auto', first: taken, second: again },
  { words: 'one event at two workers, for a person to decide', mode: 'confirm', first: taken, second: again },
  { words: 'a worker revokes, a person undoes', mode: 'auto', first: taken, second: says('undo') },
  { words: 'two approve', mode: 'confirm', first: says('approve'), second: says('approve'), before: taken },
  {
    words: 'one approves, one rejects',
    mode: 'confirm',
    first: says('approve'),
    second: says('reject'),
    before: taken,
  },
  {
    words: 'one approves, one undoes',
    mode: 'confirm',
    first: says('approve'),
    second: says('undo'),
    before: taken,
  },
  {
    words: 'one approves, the event comes again',
    mode: 'confirm',
    first: says('approve'),
    second: again,
    before: taken,
  },
  { words: 'two undo', mode: 'auto', first: says('undo'), second: says('undo'), before: taken },
];

describe(`one action, two at work, every order of ${DEPTH} calls, with the first killed anywhere or not at all`, () => {
  it.each(PAIRS)('$words', async (pair) => {
    const { schedules, states, violations } = await everyWay(scene(pair), {
      atOnce: AT_ONCE,
      depth: DEPTH,
      stateOf,
    });
    expect(violations).toEqual([]);
    expect(states).toBeGreaterThan(DEPTH);
    expect(schedules).toBeGreaterThan(DEPTH);
  });
});

/** Two jobs about the one action, after what came before. */
function scene({ before, first, mode, second }: Pair): Scene {
  const ends = new Set<string>();
  return async (play) => {
    const world = createWorld({
      server: server.runner,
      lane: `i${lanes++}`,
      mode,
      visible: (what) => SEEN.test(what),
    });
    const deeds = createDeeds(world);
    world.freely = true;
    await before?.(deeds);
    world.freely = false;
    world.running.splice(0);
    await first(deeds);
    await second(deeds);
    const broken: string[] = [];
    if (await play(deeds)) {
      for (const one of world.alive()) await world.finish(one);
      if (world.running.every(({ job }) => !job.dead)) broken.push(...standsAlready(deeds));
      // from the same state the same follows, whoever went before whom
      const end = await stateOf(deeds, false);
      if (!ends.has(end)) broken.push(...(await endOf(deeds)));
      ends.add(end);
    }
    await world.wire.wipe();
    return broken;
  };
}

/** Where nobody was killed, nobody needs the sweep: what was undone is gone when all have ended. */
function standsAlready({ over, world }: Deeds): readonly string[] {
  const back = EVENTS.filter((one) => over.has(one.intent.actionId) && standsIn(world.iam, one));
  return back.map(({ name }) => `${name}: undone or rejected, and it stands before any sweep`);
}

/** Outside, and in both jobs. Fences are new in every run, and the same in what they do. */
async function stateOf({ arrived, over, said, world }: Deeds, underWay = true): Promise<string> {
  const { iam, running, witness, wire } = world;
  const policies = [...iam.roles.values()].map((role) => [role.target.name, ...role.policies]);
  const told = EVENTS.map(({ judged }) => witness.told(judged.finding.id));
  const settled = [...arrived].map(([{ name }, done]) => [name, done]);
  const jobs = !underWay
    ? []
    : running.map(({ job: { dead, done, heardOf, name } }) => [name, heardOf, done, dead]);
  const words = { jobs, policies, told, settled, said, over: [...over], violations: witness.violations };
  const text = `${world.now()} ${JSON.stringify(words)} ${await wire.kept()}`;
  return text.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{22}/g, 'a fence');
}
