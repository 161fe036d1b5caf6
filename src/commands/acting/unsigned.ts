import type { RedisLink } from '../../baseline/redis/link.ts';
import { type Ledger, MOST_UNSIGNED, type Unsigned } from '../../core/action/ledger.ts';
import { iso, type Millis, utc } from '../../core/time/days.ts';
import { counted } from '../../report/counted.ts';
import { encodeText } from '../../report/encode.ts';
import type { Desk } from './acting.ts';
import { safe, span, steps } from './words.ts';

const ANEW =
  'If the session is to be ended and nobody has undone that: order it anew (rolewarden revoke ASIA…, or --role ARN).';
const UNSIGNED = {
  count: 'without a valid signature',
  what: 'its signature is missing, or not by a key that is set here: nothing is done for it',
  todo: `Compare keys first: \`rolewarden doctor\` names the ones set here, workers log theirs when they start. If they are the same, and the record is not from before a key was set or changed, or from a worker of an older version: somebody else writes to the store, change its password. ${ANEW}`,
} as const;
const UNREADABLE = {
  count: 'that cannot be read',
  what: 'it is no record that this version can read: nothing is done for it',
  todo: `If workers of a newer version wrote it, run that version. Else somebody else writes to the store: change its password. ${ANEW}`,
} as const;

/** What people are told of a record that counts for nothing: without a valid signature, or, without keys, unreadable. */
export function strangeRecord({ config }: Pick<Desk, 'config'>) {
  return config.revocation.signingKeys.length > 0 ? UNSIGNED : UNREADABLE;
}

/** Records that are shown in words: whoever can write to the store can write thousands, which must not hide the others. */
const SHOWN = 5;

/**
 * Shows records that count for nothing: in words only the newest few, as JSON all that were looked for. Returns how many there are, as the
 * end of the closing line.
 */
export async function showUnsigned(desk: Desk, ledger: Ledger, now: Millis): Promise<string> {
  const ids = await ledger.unsigned();
  if (ids.length === 0) return '';
  const { count, todo, what } = strangeRecord(desk);
  const claims = await ledger.claims(desk.json ? ids : ids.slice(0, SHOWN));
  for (const one of claims) desk.show(claimJson(one), claimWords(one, now, what));
  const rest = ids.length - claims.length;
  const more = rest > 0 ? `and ${rest}${orMore(ids)} more ${count}: --format json lists them\n` : '';
  if (!desk.json) process.stdout.write(`${more}${steps([todo])}\n`);
  return `, ${ids.length}${orMore(ids)} ${count}`;
}

const orMore = ({ length }: readonly string[]) => (length < MOST_UNSIGNED ? '' : ' or more');

/** What the record says of itself is under a name that no reader takes for a fact. */
function claimJson({ actionId, since, ...claim }: Unsigned) {
  const at = since === undefined ? null : iso(since);
  const { accountId = null, by = null, state = null, target = null } = claim;
  return { schema: 'rolewarden.unsigned/1', actionId, claimed: { target, accountId, state, by, at } };
}

function claimWords(
  { accountId, actionId, by, since, state, target }: Unsigned,
  now: Millis,
  what: string,
): string {
  const short = (text: string) => encodeText(text, 120);
  const says = [
    ...(target === undefined ? [] : [short(target)]),
    ...(accountId === undefined ? [] : [`in account ${short(accountId)}`]),
    ...(state === undefined ? [] : [short(state)]),
    ...(by === undefined ? [] : [`by ${short(by)}`]),
    ...(since === undefined ? [] : [`at ${utc(since)} (${span(now - since)} ago)`]),
  ];
  const claim = says.length === 0 ? 'nothing that can be read' : says.join(', ');
  return `unsigned ${safe(actionId)}\n  ${what}\n  it claims, and anybody may have made that up: ${claim}\n`;
}

/**
 * Says on stderr that records are in the store that count for nothing here, if there are (`of`: only of these ids), and
 * what follows for what was just done: where no key that is set here signed them, and where they cannot be read.
 */
export async function warnOfUnsigned(
  desk: Desk,
  link: RedisLink | string,
  what: { readonly unsigned: string; readonly unreadable?: string },
  of?: readonly string[],
): Promise<void> {
  if (typeof link === 'string') return;
  const ids = await link.ledger.unsigned(of).catch(() => []);
  desk.signal.throwIfAborted();
  if (ids.length === 0) return;
  const some = ids.slice(0, 3).map(safe).join(', ');
  const which = `${counted(ids.length, 'record')}${orMore(ids)} in the store (${some}${ids.length > 3 ? ', …' : ''})`;
  if (strangeRecord(desk) === UNSIGNED)
    process.stderr.write(
      `WARNING: no key that is set here signed ${which}. ${what.unsigned}\n${steps([KEYS])}`,
    );
  else if (what.unreadable !== undefined)
    process.stderr.write(`WARNING: cannot read ${which}. ${what.unreadable}\n${steps([UNREADABLE.todo])}`);
}

const KEYS =
  'Compare keys: `rolewarden doctor` names the ones set here, workers log theirs when they start. If they differ, set the workers’ key (revocation.signingKeys) and run this again at once.';
