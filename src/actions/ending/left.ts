import { endCommand } from '../../core/action/end-command.ts';
import type { Intent } from '../../core/action/intent.ts';
import { MOST_ISSUED } from '../../core/history/session.ts';
import { byText } from '../../core/text/ascii.ts';
import { iso } from '../../core/time/days.ts';
import type { Audit } from '../audit/audit.ts';
import { type Descendants, MOST_ENDED } from './descendants.ts';

/** What people are told about sessions that stay active though they were issued with a denied one. */
export interface Left {
  readonly detail: string;
  /** The commands that end them, by role; roles with the most of these sessions first. */
  readonly procedure: readonly string[];
}

/** Roles that an alert names. */
const MOST_NAMED = 10;

/** Undefined if all of them were ended, as far as is known. `most`: roles to be named. */
export function leftOf(
  { accessKeyId }: Pick<Intent, 'accessKeyId'>,
  { children, left, unseen }: Descendants,
  most: number = MOST_NAMED,
): Left | undefined {
  if (left.length === 0 && !unseen) return undefined;
  const more = `${left.length} more sessions issued with ${accessKeyId} are still active and were not ended: at most ${MOST_ENDED} are ended one by one`;
  const others = `there may be others: only the first ${MOST_ISSUED} issued with a key are kept`;
  const named = left.length > 0 ? left : children.map(({ intent }) => intent);
  return {
    detail: [...(left.length > 0 ? [more] : []), ...(unseen ? [others] : [])].join('; '),
    procedure: [
      ...byTarget(named, accessKeyId, most),
      ...(unseen
        ? [
            `Search CloudTrail for sessions obtained with ${accessKeyId} (AssumeRole*), and end those roles’ sessions too.`,
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
    const line = endCommand(target, undefined);
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const most = [...counts].sort(([a, n], [b, m]) => m - n || byText(a, b));
  const lines = most.slice(0, named).map(([line]) => `End all sessions issued up to now: ${line}`);
  const rest = most.length - lines.length;
  if (rest === 0) return lines;
  return [...lines, `And those of ${rest} more roles, listed by: rolewarden revoke ${accessKeyId} --dry-run`];
}

/** Writes it beside the action's audit record, if that is possible. */
export async function auditLeft(
  audit: Audit,
  { actionId }: Pick<Intent, 'actionId'>,
  { detail }: Left,
  now: number,
): Promise<void> {
  const at = iso(now);
  const schema = 'rolewarden.audit-outcome/1' as const;
  await audit.after({ schema, actionId, at, outcome: 'descendants-left', detail }).catch(() => undefined);
}

/** The name under which the ledger keeps that people were told. */
export function leftName({ actionId }: Pick<Intent, 'actionId'>): string {
  return `left|${actionId}`;
}
