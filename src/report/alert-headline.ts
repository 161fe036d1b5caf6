import type { Alert } from '../core/action/alert.ts';
import { isOrder, isTest } from '../core/action/ordered.ts';
import type { Finding } from '../core/finding/finding.ts';
import { NEWS, type NewsOutcome } from '../core/finding/outcomes.ts';
import { encodeText } from './encode.ts';
import { askedFor, chain } from './words.ts';

/** Characters of a subject: SNS takes fewer than 100. */
const SUBJECT = 99;
const SPELT: Readonly<Record<string, string>> = { '→': '->', '…': '...', '’': "'" };
/** Characters of a name that is written in full. */
const WHOLE = 120;
/** The longest way that is written in full; and lengths for the names in it, tried in turn until the subject fits. */
const WAY = 60;
const NAMES = [59, 40, 34, 28, 24, 21, 18, 15, 12];
/** The role of a permission set, whose last part says nothing to people. */
const PERMISSION_SET = /(AWSReservedSSO_[\w+=,.@-]+)_[0-9a-f]{16}\b/g;

/** What a subject says of an action that is news. */
const STATES: Readonly<Record<NewsOutcome, string>> = {
  tampered: 'deny removed',
  failed: 'revocation failed',
  pending: 'awaiting approval',
  retrying: 'not revoked yet',
  rewritten: 'deny removed and restored',
  applied: 'revoked',
};

/**
 * The subject of an alert: `CRITICAL 90, revoked: alice -> DeployRole -> ProdAdmin in 444455556666 (AssumeRole)`.
 * Printable ASCII, fewer than 100 characters; `?` stands for what is not in ASCII. If it is too long, a call that
 * succeeded is left out and names are shortened, so that the account stays.
 */
export function alertSubject(alert: Alert): string {
  // a call that failed is always named: a reader must see that
  const calls = alert.finding.event.outcome === 'success' ? [true, false] : [true];
  const tries = NAMES.flatMap((most) => calls.map((call) => line(alert, most, call)));
  const all = [headline(alert), ...tries].map(ascii);
  const short = all.find(({ length }) => length <= SUBJECT) ?? all.at(-1) ?? '';
  return short.length <= SUBJECT ? short : `${short.slice(0, SUBJECT - 3)}...`;
}

/** The same in Unicode, on one line, and not cut to a length. */
export function headline(alert: Alert): string {
  return line(alert, WHOLE, true);
}

/** What became of the session, in a few words; empty if nothing was tried. */
export function stateOf({ actions }: Finding): string {
  const worst = NEWS.find((outcome) => actions.some((action) => action.outcome === outcome));
  if (worst === undefined) return '';
  const parts = worst !== 'applied' && actions.some(({ outcome }) => outcome === 'applied');
  return parts || isOfDescendants(actions) ? 'revoked in part' : STATES[worst];
}

/** Whether the actions only tell of sessions that were issued with an ended one and are still good. */
function isOfDescendants(actions: Finding['actions']): boolean {
  return actions.every(({ detail, outcome }) => outcome === 'failed' && detail?.startsWith('descendants:'));
}

function line({ finding, more }: Alert, most: number, withCall: boolean): string {
  if (isTest(finding))
    return `TEST: an alert of Rolewarden, sent by ${encodeText(finding.actor.name, Math.min(most, 40))}`;
  const { level, score, role, event } = finding;
  const state = stateOf(finding);
  const head = [`${level.toUpperCase()} ${score}`, ...(state === '' ? [] : [state])].join(', ');
  const again = more > 0 ? `${state === '' ? '' : ','} and ${more} more` : '';
  const call = callWords(finding, most);
  const root = role === null && askedFor(finding) !== null;
  const account = role?.accountId ?? (root ? '' : event.recipientAccountId) ?? '';
  const where = account === '' ? '' : ` in ${encodeText(account, 40)}`;
  // with a role, or a session of one, the account belongs to it, else to the call
  const names = role !== null || (finding.lineage.length > 0 && !withCall);
  const tail = names ? `${where}${withCall ? ` (${call})` : ''}` : ` (${call}${where})`;
  return `${head}${again}: ${way(finding, most)}${tail}`;
}

function callWords(finding: Finding, most: number): string {
  const { actor, event } = finding;
  if (isOrder(finding)) return `ordered by ${encodeText(actor.name, Math.min(most, 40))}`;
  return `${encodeText(event.eventName, 40)}${event.outcome === 'success' ? '' : ` ${event.outcome}`}`;
}

/** The way from the first actor to the role asked for; the roles between are left out if it would be too long. */
function way(finding: Finding, most: number): string {
  const { actor, lineage, role } = finding;
  const plain = (text: string) => (most < WAY ? text.replace(PERMISSION_SET, '$1') : text);
  const short = (text: string) => encodeText(plain(text), most);
  if (isOrder(finding)) return short(role?.name ?? 'a user');
  const [first] = lineage;
  const asked = askedFor(finding);
  if (first === undefined) return [actor.name, ...(asked === null ? [] : [asked])].map(short).join(' → ');
  const whole = plain(chain(finding));
  if (whole.length <= Math.min(WAY, 2 * most)) return whole;
  const last = asked ?? lineage.at(-1)?.role?.split('/').at(-1) ?? 'a session';
  const between = lineage.length + (asked === null ? 0 : 1) > 1 ? '… → ' : '';
  return `${short(first.actor.name)} → ${between}${short(last)}`;
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (char) => SPELT[char] ?? '?');
}
