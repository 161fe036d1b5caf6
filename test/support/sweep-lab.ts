import { expect } from 'vitest';
import { denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import { type Intent, roleWideIntent } from '../../src/core/action/intent.ts';
import type { ActionState } from '../../src/core/action/ledger.ts';
import { coveredWords } from '../../src/core/action/policy-room.ts';
import type { Target } from '../../src/core/event/target.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { digest, FOREIGN, sessionIntent } from './iam-lab.ts';
import type { AccountLab } from './proxied-lab.ts';
import { redisCli } from './redis-cluster.ts';
import { roleCalled } from './role-called.ts';
import type { Ran } from './run-command.ts';

const now = Math.floor(Date.now() / 1_000) * 1_000;
/** When a session was issued: it is active, or its deny has expired. */
export const [RECENT, SPENT] = [now - HOUR / 6, now - 13 * HOUR];
/** Kinds of what a sweep finds itself; workers could have told the others. */
export const FOUND = ['expired', 'resurrected', 'unrecorded', 'missing', 'foreign', 'over', 'failed'];

/** One line of a sweep's JSON. */
export interface Line {
  readonly kind: string;
  readonly target: string;
  readonly policyName: string | null;
  readonly detail: string;
}

/** What is there under a key of a target's ARN and a policy's name. */
type ByPolicy = ReadonlyMap<string, string>;

/** What a sweep found, by its JSON. */
const linesOf = ({ stdout }: Ran): readonly Line[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Line => JSON.parse(line))
    .filter(({ kind }) => FOUND.includes(kind));

/** The keys that only the first has. */
export const minus = (a: ByPolicy, b: ByPolicy) => [...a.keys()].filter((key) => !b.has(key)).sort();

/** Roles and users for sweeps, in an account and a ledger that hold nothing else. */
export function sweepLab(lab: AccountLab) {
  let targets: Target[] = [];
  const role = async (name: string): Promise<Target> => {
    const target = await lab.iam.role(name);
    targets.push(target);
    return target;
  };
  /** A policy in IAM, with a record in the state given, if one is. */
  const stands = async (intent: Intent, state?: ActionState): Promise<Intent> => {
    await lab.iam.put(intent.target, policyName(intent.actionId), denyPolicy(intent));
    if (state !== undefined) await lab.record(intent, state);
    return intent;
  };
  const inIam = async (): Promise<ByPolicy> => {
    const all = new Map<string, string>();
    for (const target of targets)
      for (const name of await lab.iam.names(target))
        all.set(`${target.arn} ${name}`, await lab.iam.get(target, name));
    return all;
  };
  const inLedger = async (): Promise<ByPolicy> => {
    const records = await lab.link.ledger.actions();
    return new Map(
      records.map(({ actionId, intent, state }) => [`${intent.target.arn} ${policyName(actionId)}`, state]),
    );
  };
  const look = async () => ({ iam: await inIam(), ledger: await inLedger() });
  return {
    role,
    stands,
    /** The dry run, which must change nothing, and then the sweep, with what was there before and after. */
    async bothRuns(config = '') {
      const before = await look();
      const dry = await lab.run(`sweep --dry-run --format json --log-level silent ${config}`);
      expect(await look()).toEqual(before);
      const done = await lab.run(`sweep --format json --log-level silent ${config}`);
      return { before, after: await look(), dry, done, announced: linesOf(dry), told: linesOf(done) };
    },
    async user(name: string): Promise<Target> {
      const target = await lab.iam.user(name);
      targets.push(target);
      return target;
    },
    /** Calls are answered again, and no policy of a role and no record is left. */
    async reset() {
      lab.aws.use(() => undefined);
      for (const target of targets.filter(({ kind }) => kind === 'role'))
        for (const name of await lab.iam.names(target)) await lab.iam.remove(target, name);
      targets = [];
      await redisCli(lab.redis.port, ['FLUSHALL']);
    },
  };
}

/** A role or more of everything that a sweep may meet. */
export async function mixedState(
  lab: AccountLab,
  { role, stands, user: userCalled }: ReturnType<typeof sweepLab>,
): Promise<void> {
  const mixture = await role('told-mixture');
  await stands(sessionIntent(mixture, 'expired', SPENT), 'verified');
  await stands(sessionIntent(mixture, 'expired-undone', SPENT), 'undone');
  await stands(sessionIntent(mixture, 'expired-stray', SPENT));
  await stands(sessionIntent(mixture, 'live', RECENT), 'verified');
  await stands(sessionIntent(mixture, 'failed', RECENT), 'failed');
  await stands(sessionIntent(mixture, 'waits', RECENT), 'pending');
  await stands(sessionIntent(mixture, 'stray', RECENT));
  await stands(sessionIntent(mixture, 'back', RECENT), 'undone');
  await lab.record(sessionIntent(mixture, 'missing', RECENT), 'verified');
  await lab.record(sessionIntent(mixture, 'over', SPENT), 'verified');
  await lab.iam.put(mixture, 'rolewarden-notes', FOREIGN);

  const covered = await role('told-covered');
  const wide = await stands(roleWideIntent(covered, RECENT + 10_000, digest), 'verified');
  const by = (actionId: string) => ({ detail: coveredWords(policyName(actionId)) });
  await lab.record(sessionIntent(covered, 'covered', RECENT), 'verified', by(wide.actionId));
  const bared = await role('told-bared');
  await lab.record(sessionIntent(bared, 'bare', RECENT), 'verified', by('0'.repeat(16)));

  const changed = sessionIntent(await role('told-tampered'), 'changed', RECENT);
  await lab.record(changed, 'verified');
  await lab.iam.put(changed.target, policyName(changed.actionId), FOREIGN);

  const shielded = await role('told-protected');
  await lab.iam.tag(shielded, 'rolewarden:protected', 'true');
  await stands(sessionIntent(shielded, 'expired', SPENT), 'verified');

  const user = await userCalled('told-user');
  await stands(sessionIntent(user, 'live', now - 20 * HOUR), 'verified');
  await stands(sessionIntent(user, 'expired', now - 37 * HOUR), 'verified');

  for (const at of [RECENT, SPENT]) {
    await lab.record(sessionIntent(roleCalled('told-deleted'), 'gone', at), 'verified');
    const here = roleCalled('told-abroad');
    const accountId = '999999999999';
    const abroad = { ...here, accountId, arn: here.arn.replace(here.accountId, accountId) };
    await lab.record(sessionIntent(abroad, 'abroad', at), 'verified');
  }
}
