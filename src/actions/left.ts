import type { Intent } from '../core/intent.ts';
import { MOST_ISSUED } from '../core/session.ts';
import type { Audit } from './audit.ts';
import { type Descendants, MOST_ENDED } from './descendants.ts';

/** What is said of sessions that live on though they were issued with a denied one. */
export interface Left {
  readonly detail: string;
  /** What ends them: by role, those with the most first. */
  readonly procedure: readonly string[];
}

/** Roles that an alert names. */
const MOST_NAMED = 10;

/** Undefined where all of them were ended, as far as anybody knows. */
export function leftOf(
  { accessKeyId }: Pick<Intent, 'accessKeyId'>,
  { children, left, unseen }: Descendants,
  most: number = MOST_NAMED,
): Left | undefined {
  if (left.length === 0 && !unseen) return undefined;
  const more = `${left.length} more sessions that were issued with ${accessKeyId} live, and were not ended: at most ${MOST_ENDED} are, one by one`;
  const others = `there may be others: of one key the first ${MOST_ISSUED} are kept`;
  const named = left.length > 0 ? left : children.map(({ intent }) => intent);
  return {
    detail: [...(left.length > 0 ? [more] : []), ...(unseen ? [others] : [])].join('; '),
    procedure: [
      ...byTarget(named, accessKeyId, most),
      ...(unseen
        ? [
            `Look in CloudTrail for what ${accessKeyId} issued (AssumeRole*), and end those roles’ sessions, too.`,
          ]
        : []),
    ],
  };
}

function byTarget(
  sessions: readonly Intent[],
  accessKeyId: string | undefined,
  named: number,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { target } of sessions) {
    const line = `rolewarden revoke --${target.kind} ${target.arn}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const most = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const lines = most.slice(0, named).map(([line]) => `End all sessions issued up to now: ${line}`);
  const rest = most.length - lines.length;
  if (rest === 0) return lines;
  return [
    ...lines,
    `And those of ${rest} more roles, which this names: rolewarden revoke ${accessKeyId} --dry-run`,
  ];
}

/** Leaves it beside the action's record. That it cannot be written changes nothing. */
export async function auditLeft(
  audit: Audit,
  { actionId }: Pick<Intent, 'actionId'>,
  { detail }: Left,
  now: number,
): Promise<void> {
  const at = new Date(now).toISOString();
  const schema = 'rolewarden.audit-outcome/1' as const;
  await audit.after({ schema, actionId, at, outcome: 'descendants-left', detail }).catch(() => undefined);
}

/** Under this name the ledger knows that people were told. */
export function leftName({ actionId }: Pick<Intent, 'actionId'>): string {
  return `left|${actionId}`;
}
