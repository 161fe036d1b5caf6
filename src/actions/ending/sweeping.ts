import { denyExpires } from '../../core/action/deny-life.ts';
import { denyOf } from '../../core/action/deny-policy.ts';
import {
  type ActionRecord,
  type ActionState,
  FINAL,
  type Ledger,
  STANDING,
} from '../../core/action/ledger.ts';
import { coverOf, expiredOf } from '../../core/action/policy-room.ts';
import type { Target } from '../../core/event/target.ts';
import type { Bench } from '../iam/bench.ts';
import type { Carrier } from '../iam/find-ours.ts';
import { type Expected, sweep } from './sweep.ts';

/** What was found about one policy or record. `expired` and `resurrected` are removed, unless in a dry run. */
export interface Swept {
  readonly kind: 'expired' | 'resurrected' | 'unrecorded' | 'missing' | 'foreign' | 'over' | 'failed';
  readonly target: Target;
  readonly actionId: string | undefined;
  readonly detail: string;
}

/** The records of one target when the sweep began, and the ledger, to be asked again. */
export interface Recorded {
  readonly records: readonly ActionRecord[];
  readonly ledger: Pick<Ledger, 'action'>;
}

/** Records by the `keyOf` of their target. */
export type ByTarget = ReadonlyMap<string, readonly ActionRecord[]>;

/** Groups records by their target: its account, kind and name, which are unique in IAM. */
export function byTarget(records: readonly ActionRecord[]): ByTarget {
  const groups = new Map<string, ActionRecord[]>();
  for (const record of records) {
    const key = keyOf(record.intent.target);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return groups;
}

/** A key for a target; IAM does not distinguish names by case. */
export function keyOf({ accountId, kind, name }: Target): string {
  return `${accountId}/${kind}/${name.toLowerCase()}`;
}

/**
 * Sweeps a target that has policies of ours. `recorded`: the target's records, undefined without a ledger. With
 * `dryRun` nothing is removed, but the same is reported.
 */
export async function sweepCarrier(
  bench: Bench,
  { foreign, ours, target }: Carrier,
  recorded: Recorded | undefined,
  dryRun: boolean,
): Promise<readonly Swept[]> {
  const now = bench.waiting.now();
  const has = new Set(ours.map(({ actionId }) => actionId));
  const expected = recorded === undefined ? undefined : expectedOf(recorded, has, now);
  const of = (kind: Swept['kind'], names: readonly string[], detail: string) =>
    names.map((name): Swept => ({ kind, target, actionId: name.replace(/^rolewarden-/, ''), detail }));
  if (dryRun) {
    const expired = expiredOf({ kind: target.kind, ours, maxSessionSeconds: undefined }, now);
    const rest = ours.filter(({ name }) => expired.every((gone) => gone.name !== name));
    const back = rest.filter(({ actionId }) => expected?.undone.has(actionId) === true);
    const known = new Set([...(expected?.standing ?? []), ...(expected?.undone ?? [])]);
    const strange = ours.filter(({ actionId }) => expected !== undefined && !known.has(actionId));
    const missing = [...(expected?.standing ?? [])].filter((actionId) => !has.has(actionId));
    return [
      ...of('expired', namesOf(expired), WORDS.expired),
      ...of('resurrected', namesOf(back), WORDS.resurrected),
      ...of('unrecorded', namesOf(strange), WORDS.unrecorded),
      ...of('missing', missing, WORDS.missing),
      ...of('foreign', foreign, WORDS.foreign),
    ];
  }
  const swept = await sweep(bench, target, expected);
  if (swept.kind === 'failed') {
    const { code, message } = swept.failure;
    return [{ kind: 'failed', target, actionId: undefined, detail: `${code}: ${message}` }];
  }
  return [
    ...of('expired', namesOf(swept.removed), WORDS.expired),
    ...of('resurrected', swept.resurrected, WORDS.resurrected),
    ...of('unrecorded', swept.drift.unrecorded, WORDS.unrecorded),
    ...of('missing', swept.drift.missing, WORDS.missing),
    ...of('foreign', swept.drift.foreign, WORDS.foreign),
  ];
}

/** For records of a target that has no policies of ours: which policies are missing, and which are rightly over. */
export function withoutCarrier(records: readonly ActionRecord[], now: number): readonly Swept[] {
  return records
    .filter(({ state }) => STANDING.includes(state))
    .flatMap((record): readonly Swept[] => {
      const { actionId, intent } = record;
      const { target } = intent;
      if (isOver(record, now)) return [{ kind: 'over', target, actionId, detail: WORDS.over }];
      if (isCovered(record, records, new Set())) return [];
      return [{ kind: 'missing', target, actionId, detail: WORDS.missing }];
    });
}

/** Records that say that a policy is in place, though it is gone and all its sessions have ended. */
export function overOf(
  records: readonly ActionRecord[],
  ours: Carrier['ours'],
  now: number,
): readonly Swept[] {
  const gone = records.filter(({ actionId }) => ours.every((own) => own.actionId !== actionId));
  return withoutCarrier(gone, now).filter(({ kind }) => kind === 'over');
}

/** States in which a covering policy counts as in place. In other states it does only if IAM has it. */
const COVERING: readonly ActionState[] = ['ready', ...STANDING];

const WORDS = {
  expired: 'all its sessions have ended',
  resurrected: 'it was ended, and its policy was still there or had come back',
  unrecorded:
    'in IAM, but not in the ledger, or there without a valid signature: somebody else may have written it; it is removed when its sessions have ended',
  missing: 'in the ledger, but not in IAM: somebody may have removed it, and the session is still active',
  foreign:
    'has our name, but a document that Rolewarden never writes: not touched; CloudTrail says who wrote it',
  over: 'all its sessions have ended, and the policy is gone',
} as const;

/** `standing`: policies that must be in IAM, and those that are though their record says that the write failed. */
function expectedOf({ ledger, records }: Recorded, has: ReadonlySet<string>, now: number): Expected {
  const standing = records.filter((record) => {
    if (FINAL.has(record.state)) return false;
    if (has.has(record.actionId)) return true;
    const stands = STANDING.includes(record.state);
    return stands && !isOver(record, now) && !isCovered(record, records, has);
  });
  const ended = records.filter(({ state }) => FINAL.has(state));
  const ids = (list: readonly ActionRecord[]) => new Set(list.map(({ actionId }) => actionId));
  // if the ledger cannot be asked now, the next sweep removes it
  const isUndone = async (actionId: string) => {
    const known = await ledger.action(actionId).catch(() => undefined);
    return known !== undefined && FINAL.has(known.state);
  };
  return { standing: ids(standing), undone: ids(ended), isUndone };
}

function isOver({ intent }: ActionRecord, now: number): boolean {
  return denyExpires(denyOf(intent), { kind: intent.target.kind, maxSessionSeconds: undefined }) <= now;
}

/** Whether a policy made room for one that covers it and is in place, or about to be: that is no drift. */
function isCovered(
  { actionId, detail }: ActionRecord,
  all: readonly ActionRecord[],
  has: ReadonlySet<string>,
): boolean {
  const by = coverOf(detail);
  const cover = by === actionId ? undefined : all.find((one) => one.actionId === by);
  if (cover === undefined || FINAL.has(cover.state)) return false;
  return COVERING.includes(cover.state) || has.has(cover.actionId);
}

function namesOf(list: readonly { readonly name: string }[]): readonly string[] {
  return list.map(({ name }) => name);
}
