import type { RedisLink } from '../../baseline/redis/link.ts';
import type { Ledger, Unsigned } from '../../core/action/ledger.ts';
import { type Millis, utc } from '../../core/time/days.ts';
import { encodeText } from '../../report/encode.ts';
import type { Desk } from './acting.ts';
import { safe, span, steps } from './words.ts';

/** What people are told of a record without a valid signature. */
export const UNSIGNED = {
  what: 'its signature is missing, or not by a key that is set here: nothing is done for it',
  todo: 'Compare keys first: `rolewarden doctor` names the ones set here, workers log theirs when they start. If they are the same, and the record is not from before a key was set or changed, or from a worker of an older version: somebody else writes to the store, change its password. If the session is to be ended and nobody has undone that: order it anew (rolewarden revoke ASIA…, or --role ARN).',
} as const;

/** Records that are shown in words: whoever can write to the store can write thousands, which must not hide the others. */
const SHOWN = 5;

/**
 * Shows records without a valid signature: in words only the newest few, as JSON all. Returns how many there are, as the
 * end of the closing line.
 */
export async function showUnsigned(desk: Desk, ledger: Ledger, now: Millis): Promise<string> {
  const ids = await ledger.unsigned();
  if (ids.length === 0) return '';
  const claims = await ledger.claims(desk.json ? ids : ids.slice(0, SHOWN));
  for (const one of claims) desk.show(claimJson(one), claimWords(one, now));
  const rest = ids.length - claims.length;
  const more = rest > 0 ? `and ${rest} more without a valid signature: --format json has all of them\n` : '';
  if (!desk.json) process.stdout.write(`${more}${steps([UNSIGNED.todo])}\n`);
  return `, ${ids.length} without a valid signature`;
}

/** What the record says of itself is under a name that no reader takes for a fact. */
function claimJson({ actionId, since, ...claim }: Unsigned) {
  const at = since === undefined ? null : new Date(since).toISOString();
  const { accountId = null, by = null, state = null, target = null } = claim;
  return { schema: 'rolewarden.unsigned/1', actionId, claimed: { target, accountId, state, by, at } };
}

function claimWords({ accountId, actionId, by, since, state, target }: Unsigned, now: Millis): string {
  const short = (text: string) => encodeText(text, 120);
  const says = [
    ...(target === undefined ? [] : [short(target)]),
    ...(accountId === undefined ? [] : [`in account ${short(accountId)}`]),
    ...(state === undefined ? [] : [short(state)]),
    ...(by === undefined ? [] : [`by ${short(by)}`]),
    ...(since === undefined ? [] : [`at ${utc(since)} (${span(now - since)} ago)`]),
  ];
  const claim = says.length === 0 ? 'nothing that can be read' : says.join(', ');
  return `unsigned ${safe(actionId)}\n  ${UNSIGNED.what}\n  it claims, and anybody may have made that up: ${claim}\n`;
}

/**
 * Says on stderr that records are in the store that no key signed that is set here, if there are (`of`: only of these
 * ids). With another key than the workers', what was just done is not known to them.
 */
export async function warnOfUnsigned(
  { signal }: Desk,
  link: RedisLink | string,
  what: string,
  of?: readonly string[],
): Promise<void> {
  if (typeof link === 'string') return;
  const all = await link.ledger.unsigned().catch(() => []);
  signal.throwIfAborted();
  const ids = of === undefined ? all : all.filter((id) => of.includes(id));
  if (ids.length === 0) return;
  const some = ids.slice(0, 3).map(safe).join(', ');
  process.stderr.write(
    `WARNING: no key that is set here signed ${ids.length} ${ids.length === 1 ? 'record' : 'records'} in the store (${some}${ids.length > 3 ? ', …' : ''}). ${what}\n${steps(
      [
        'Compare keys: `rolewarden doctor` names the ones set here, workers log theirs when they start. If they differ, set the workers’ key (revocation.signingKeys) and run this again at once.',
      ],
    )}`,
  );
}
