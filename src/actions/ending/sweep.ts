import { type ActionRecord, FINAL, type Ledger } from '../../core/action/ledger.ts';
import type { Target } from '../../core/event/target.ts';
import { type Bench, reach, type Tried, tried } from '../iam/bench.ts';
import type { IamFailure } from '../iam/errors.ts';
import type { InlinePolicies } from '../iam/policies.ts';
import { readOurs } from '../iam/read-target.ts';
import { type Ordered, strangeWords } from './strange.ts';
import { type PoliciesFound, planSweep, type Step } from './sweep-plan.ts';

/**
 * What was found about one policy or record. `expired` and `resurrected` are removed, unless in a dry run. `failed`: the
 * target could not be read, or the policy not be removed.
 */
export interface Swept {
  readonly kind: Step['kind'] | 'failed';
  readonly target: Target;
  readonly actionId: string | undefined;
  readonly detail: string;
  readonly whatToDo: readonly string[];
}

/** The records of one target when the sweep began, the ledger, to be asked again, and who ordered what by the audit. */
export interface Recorded {
  readonly records: readonly ActionRecord[];
  readonly ledger: Pick<Ledger, 'action'>;
  readonly ordered: (actionId: string) => Promise<Ordered | undefined>;
}

/** How long the calls for one target may be repeated while they are throttled (ms). */
const PATIENCE = 60_000;

/**
 * Sweeps a target: removes what has expired, and what was undone but is there all the same; only documents that are
 * ours, unchanged. `recorded`: undefined without a ledger. With `dryRun` nothing is removed, but the same is read and
 * planned, and told as the sweep would.
 */
export async function sweep(
  bench: Bench,
  target: Target,
  recorded: Recorded | undefined,
  dryRun: boolean,
): Promise<readonly Swept[]> {
  const { now } = bench.waiting;
  const reached = await reach(bench, target, 'sweep', now() + PATIENCE);
  if (!reached.ok) return [failed(target, reached.failure)];
  const { policies } = reached;
  const found = await read(policies, target, now());
  if (!found.ok) return [failed(target, found.failure)];
  const plan = planSweep(found.value, recorded?.records, now());
  const swept: Swept[] = [];
  for (const step of plan) {
    if (step.kind === 'unrecorded') swept.push(await unrecorded(target, step, recorded));
    else if (dryRun) swept.push(told(target, step));
    else swept.push(...(await carryOut(policies, target, step, recorded)));
  }
  return swept;
}

/** Says what there is about a target that has no policies of ours, by its records. */
export function withoutPolicies(records: readonly ActionRecord[], now: number): readonly Swept[] {
  const [first] = records;
  if (first === undefined) return [];
  const { target } = first.intent;
  return planSweep(nothing(target), records, now).flatMap((step) =>
    step.kind === 'unrecorded' ? [] : [told(target, step)],
  );
}

/** What stands on a target: nothing where it is gone itself. */
async function read(policies: InlinePolicies, target: Target, now: number): Promise<Tried<PoliciesFound>> {
  const found = await tried(async () => {
    const { maxSessionSeconds } = await policies.entity();
    return { kind: target.kind, maxSessionSeconds, ...(await readOurs(policies, now)) };
  });
  if (found.ok || found.failure.code !== 'NoSuchEntity') return found;
  return { ok: true, value: nothing(target) };
}

function nothing({ kind }: Target): PoliciesFound {
  return { kind, ours: [], foreign: [] };
}

async function carryOut(
  policies: InlinePolicies,
  target: Target,
  step: Told,
  recorded: Recorded | undefined,
): Promise<readonly Swept[]> {
  switch (step.kind) {
    case 'expired':
    case 'resurrected': {
      const { actionId, kind, name } = step;
      if (kind === 'resurrected' && !(await isUndone(recorded, actionId))) return [];
      const removed = await tried(() => policies.remove(name));
      return [removed.ok ? told(target, step) : failed(target, removed.failure, actionId)];
    }
    default:
      return [told(target, step)];
  }
}

/** Asked again: the records are minutes old, and a person may have ordered it anew. */
async function isUndone(recorded: Recorded | undefined, actionId: string): Promise<boolean> {
  // if the ledger cannot be asked now, the next sweep removes it
  const known = await recorded?.ledger.action(actionId).catch(() => undefined);
  return known !== undefined && FINAL.has(known.state);
}

/** Says whose a policy is that the ledger does not have, as far as an audit record says it. */
async function unrecorded(
  target: Target,
  { actionId, kind, live, policy }: Extract<Step, { kind: 'unrecorded' }>,
  recorded: Recorded | undefined,
): Promise<Swept> {
  const ordered = await recorded?.ordered(actionId);
  return { kind, target, actionId, ...strangeWords(target, policy, { live, ordered }) };
}

/** All other steps: what is told of them is always the same. */
type Told = Exclude<Step, { kind: 'unrecorded' }>;

const WORDS: Readonly<Record<Told['kind'], string>> = {
  expired: 'all its sessions have ended',
  resurrected: 'it was ended, and its policy was still there or had come back',
  missing: 'in the ledger, but not in IAM: somebody may have removed it, and the session is still active',
  foreign:
    'has our name, but a document that Rolewarden never writes: not touched; CloudTrail says who wrote it',
  over: 'all its sessions have ended, and the policy is gone',
};

function told(target: Target, { actionId, kind }: Told): Swept {
  return { kind, target, actionId, detail: WORDS[kind], whatToDo: [] };
}

function failed(target: Target, { code, message }: IamFailure, actionId?: string): Swept {
  return { kind: 'failed', target, actionId, detail: `${code}: ${message}`, whatToDo: [] };
}
