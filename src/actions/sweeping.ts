import { denyExpires } from '../core/deny-life.ts';
import { denyOf } from '../core/deny-policy.ts';
import { type ActionRecord, type ActionState, FINAL, type Ledger } from '../core/ledger.ts';
import { coverOf, expiredOf } from '../core/policy-room.ts';
import type { Target } from '../core/target.ts';
import type { Bench } from './bench.ts';
import type { Carrier } from './find-ours.ts';
import { type Expected, sweep } from './sweep.ts';

/** What was found of one policy or one record. `expired` and `resurrected` were removed, or would be. */
export interface Swept {
  readonly kind: 'expired' | 'resurrected' | 'unrecorded' | 'missing' | 'foreign' | 'over' | 'failed';
  readonly target: Target;
  readonly actionId: string | undefined;
  readonly detail: string;
}

/** What the ledger said of one target when the sweep began, and the ledger, to be asked again. */
export interface Recorded {
  readonly records: readonly ActionRecord[];
  readonly ledger: Pick<Ledger, 'action'>;
}

/** Records by their target. */
export type ByTarget = ReadonlyMap<string, readonly ActionRecord[]>;

/** Records of targets by account, kind and name: what IAM tells them apart by. */
export function byTarget(records: readonly ActionRecord[]): ByTarget {
  const groups = new Map<string, ActionRecord[]>();
  for (const record of records) {
    const key = keyOf(record.intent.target);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return groups;
}

/** One spelling of a target. */
export function keyOf({ accountId, kind, name }: Target): string {
  return `${accountId}/${kind}/${name.toLowerCase()}`;
}

/**
 * Sweeps a target that carries policies of ours. `recorded`: of the target, undefined without a ledger. With `dryRun`
 * nothing is removed, and the same is said.
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

/** What the records of a target say where IAM holds nothing of ours: gone too early, or over in good time. */
export function withoutCarrier(records: readonly ActionRecord[], now: number): readonly Swept[] {
  return records
    .filter(({ state }) => state === 'applied' || state === 'verified')
    .flatMap((record): readonly Swept[] => {
      const { actionId, intent } = record;
      const { target } = intent;
      if (isOver(record, now)) return [{ kind: 'over', target, actionId, detail: WORDS.over }];
      if (isCovered(record, records, new Set())) return [];
      return [{ kind: 'missing', target, actionId, detail: WORDS.missing }];
    });
}

/** Records that say that a policy stands, though all its sessions are over and IAM has it no more. */
export function overOf(
  records: readonly ActionRecord[],
  ours: Carrier['ours'],
  now: number,
): readonly Swept[] {
  const gone = records.filter(({ actionId }) => ours.every((own) => own.actionId !== actionId));
  return withoutCarrier(gone, now).filter(({ kind }) => kind === 'over');
}

/** A cover in another state stands only where IAM has it. */
const COVERING: readonly ActionState[] = ['ready', 'applied', 'verified'];

const WORDS = {
  expired: 'all its sessions have ended',
  resurrected: 'it was ended, and its policy had come back',
  unrecorded:
    'in IAM, and not in the ledger: somebody else may have written it; it goes when its sessions have ended',
  missing: 'in the ledger, and not in IAM: somebody may have removed it, and the session lives',
  foreign: 'carries our name, and what Rolewarden never writes: not touched; CloudTrail says who wrote it',
  over: 'all its sessions have ended, and the policy is gone',
} as const;

/** Standing: what must be there. What is there though a write is recorded as failed is known, too. */
function expectedOf({ ledger, records }: Recorded, has: ReadonlySet<string>, now: number): Expected {
  const standing = records.filter((record) => {
    if (FINAL.has(record.state)) return false;
    if (has.has(record.actionId)) return true;
    const stands = record.state === 'applied' || record.state === 'verified';
    return stands && !isOver(record, now) && !isCovered(record, records, has);
  });
  const ended = records.filter(({ state }) => FINAL.has(state));
  const ids = (list: readonly ActionRecord[]) => new Set(list.map(({ actionId }) => actionId));
  // a ledger that cannot be asked now: the next sweep removes it
  const isUndone = async (actionId: string) => {
    const known = await ledger.action(actionId).catch(() => undefined);
    return known !== undefined && FINAL.has(known.state);
  };
  return { standing: ids(standing), undone: ids(ended), isUndone };
}

function isOver({ intent }: ActionRecord, now: number): boolean {
  return denyExpires(denyOf(intent), { kind: intent.target.kind, maxSessionSeconds: undefined }) <= now;
}

/** Removed to make room, by another policy that still stands or is about to: that is no drift. */
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
