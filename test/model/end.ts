import { createRedisLedger } from '../../src/baseline/redis/ledger.ts';
import { policyName } from '../../src/core/action/deny-policy.ts';
import { type Deeds, decide, deliver, settle, sweep } from './deeds.ts';
import { isAlive } from './job.ts';
import { EVENTS, type ModelEvent } from './story.ts';

/** An alert's lease, and what is looked back at after a minute. */
const TURN = 61_000;
const TURNS = 4;

/**
 * Lets everything come to rest: troubles pass, what is owed comes again, workers settle, a sweep runs. Then every
 * promise is asked for; and again after everything was undone.
 */
export async function endOf(deeds: Deeds): Promise<readonly string[]> {
  const { arrived, over, said, world } = deeds;
  const { violations } = world.witness;
  await rest(deeds);
  const told = await untold(deeds);
  const back = EVENTS.filter((one) => over.has(one.intent.actionId) && stands(deeds, one));
  violations.push(...told, ...back.map(({ name }) => `${name}: it was undone or rejected, and stands`));
  for (const [n, event] of EVENTS.entries()) {
    const met = arrived.has(event) || said.some(({ actionId }) => actionId === event.intent.actionId);
    if (met) await decide(deeds, 'undo', n);
  }
  violations.push(...left(deeds).map((name) => `${name}: it stands after undo`));
  // what was undone arrives once more
  for (const [n, { intent }] of EVENTS.entries())
    if (over.has(intent.actionId)) await deliver(deeds, n, n % 2);
  await rest(deeds);
  violations.push(...left(deeds).map((name) => `${name}: it came back after undo`));
  for (const { job } of world.running) {
    if (isAlive(job)) violations.push(`${job.name}: it never ended`);
    // a delivery is given back, and never falls
    if (job.thrown !== undefined && job.name.includes(' takes '))
      violations.push(`${job.name}: ${job.thrown}`);
  }
  return violations;
}

async function rest(deeds: Deeds): Promise<void> {
  const { arrived, world } = deeds;
  world.iam.troubles.splice(0);
  world.wire.troubles.splice(0);
  world.sinkDown = 0;
  await createRedisLedger(world.wire.calm).kill(undefined);
  await world.finish();
  world.freely = true;
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [event, owed] of arrived) {
      for (let n = 0; n < owed; n++) await deliver(deeds, EVENTS.indexOf(event), turn % 2, true);
    }
    await settle(deeds, turn % 2);
    await world.pass(TURN);
  }
  await sweep(deeds);
  const owing = [...arrived].filter(([, owed]) => owed > 0).map(([{ name }]) => name);
  world.witness.violations.push(...owing.map((name) => `${name}: it comes again for ever`));
}

/** What nobody was told of, though somebody must hear of it. */
async function untold({ arrived, said, world }: Deeds): Promise<readonly string[]> {
  const ledger = createRedisLedger(world.wire.calm);
  const words: string[] = [];
  for (const event of arrived.keys()) {
    const { actionId } = event.intent;
    const outcomes = world.witness.told(event.judged.finding.id);
    if (outcomes.length === 0) words.push(`${event.name}: nobody was told`);
    if (event.role.protected) continue;
    const known = await ledger.action(actionId);
    const persons = said.filter((one) => one.actionId === actionId);
    const ended = persons.some(({ status, what }) => what !== 'approve' || status === 1);
    const heard = ended || outcomes.some((outcome) => LEFT.has(outcome));
    if (!standsIn(world.iam, event) && !heard)
      words.push(`${event.name}: it does not stand, and that was not told`);
    // a copy that came too late to be looked up may have told that it is left to a person: what was said first is told (ADR 0044)
    if (known?.state === 'pending' && persons.length === 0 && !outcomes.some((outcome) => LEFT.has(outcome)))
      words.push(`${event.name}: it waits for a person, and that was not told`);
    if (known?.state === 'ready' && known.by !== 'rolewarden')
      words.push(`${event.name}: a person ordered it, and nobody finishes it`);
  }
  return words;
}

/** What tells a person that a session may live. */
const LEFT: ReadonlySet<string> = new Set(['pending', 'failed', 'refused', 'tampered']);

function stands({ world }: Deeds, event: ModelEvent): boolean {
  return standsIn(world.iam, event);
}

/** Whether IAM has the deny of an event. */
export function standsIn({ roles }: Deeds['world']['iam'], { intent }: ModelEvent): boolean {
  return roles.get(intent.target.name)?.policies.has(policyName(intent.actionId)) === true;
}

function left({ world }: Deeds): readonly string[] {
  return [...world.iam.roles.values()].flatMap(({ policies, target }) =>
    [...policies.keys()].map((name) => `${name} on ${target.name}`),
  );
}
