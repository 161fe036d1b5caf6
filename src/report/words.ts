import { FAMILIES, type Family, type Finding, type Signal } from '../core/finding/finding.ts';
import { countryName } from '../core/place/place-words.ts';
import { isPrivateAddress, PRIVATE_WHERE } from '../core/place/private-address.ts';
import { byText } from '../core/text/ascii.ts';
import { encodeText } from './encode.ts';

/** Characters of a name and of an ARN that a text shows. */
const NAME = 120;
const ARN = 256;
/** A note on a finding that is `degraded`. */
export const STORE_WAS_DOWN = 'The store was down: rules that need history were not evaluated.';
const WHY: Readonly<Record<Finding['unknown'][number]['reason'], string>> = {
  history: 'too little history yet',
  habit: 'no settled habit yet',
  store: 'the store could not say',
  list: 'no list configured',
  database: 'no database covers it',
  configuration: 'not configured',
  origin: 'no usable address',
};

/** The caller's name, kind, ARN and source identity. */
export function who({ actor }: Finding): string {
  const arn = actor.arn === null ? '' : `, ${encodeText(actor.arn, ARN)}`;
  return `${short(actor.name)} (${actor.kind}${arn}${identity(actor)})`;
}

/** The call, with its outcome unless it succeeded: `AssumeRole (denied: AccessDenied)`. */
export function what({ event }: Finding): string {
  const code = event.errorCode === null ? '' : `: ${short(event.errorCode)}`;
  return `${short(event.eventName)}${event.outcome === 'success' ? '' : ` (${event.outcome}${code})`}`;
}

/** `actor → role`, for a repeat, which takes one line; the call in place of the role if none was asked for. */
export function inShort(finding: Finding): string {
  return `${short(finding.actor.name)} → ${short(askedFor(finding) ?? finding.event.eventName)}`;
}

/** The name of the role asked for, or root of which account; null if the call asks for neither. */
export function askedFor(finding: Finding): string | null {
  if (finding.role !== null) return finding.role.name;
  const account = rootAsked(finding);
  return account === null ? null : `root of ${account}`;
}

/** The account whose root was asked for: only a rule's evidence has it, and AWS names none where it refuses. */
function rootAsked({ event, signals }: Finding): string | null {
  if (event.eventName !== 'AssumeRoot') return null;
  const accounts = signals.map(({ evidence }) => String(evidence['account']));
  return accounts.find((account) => /^\d{12}$/.test(account)) ?? 'a member account';
}

/** The lineage from the first actor to the role asked for; empty if the caller used no session. */
export function chain(finding: Finding): string {
  const { lineage, lineagePartial } = finding;
  const [first] = lineage;
  if (first === undefined) return lineagePartial ? 'the event that issued this session was not seen' : '';
  const name = askedFor(finding);
  const asked = name === null ? [] : [name];
  return `${lineagePartial ? '… → ' : ''}${[first.actor.name, ...sessionNames(lineage), ...asked].map(short).join(' → ')}`;
}

/** The sessions of a lineage, each by the name of its role. */
export function sessionNames(lineage: Finding['lineage']): readonly string[] {
  return lineage.map(({ role }) => role?.split('/').at(-1) ?? 'a session');
}

/** The role asked for, its account, the session's name and its source identity; empty if no role is concerned. */
export function roleAsked(finding: Finding): string {
  const { role, session } = finding;
  if (role === null) return short(askedFor(finding) ?? '');
  const name = session?.name;
  const as = name === null || name === undefined ? '' : `, session ${short(name)}`;
  return `${short(role.name)} in account ${short(role.accountId)}${as}${identity(session)}`;
}

function identity(of: { readonly sourceIdentity?: string } | null): string {
  return of?.sourceIdentity === undefined ? '' : `, source identity ${short(of.sourceIdentity)}`;
}

/** The address with its place and network; if there is none, what the event has instead. */
export function whence({ origin }: Finding): string {
  if (origin.kind === 'service') return `AWS service ${short(origin.service ?? '')}`;
  if (origin.kind === 'internal') return 'inside AWS';
  if (origin.ip === null) {
    return origin.text === undefined ? 'an unstated address' : `an unreadable address: ${short(origin.text)}`;
  }
  const { asn, city, country, network } = origin;
  const about = [city, country && countryName(country), network, asn === null ? null : `AS${asn}`];
  // A network without a name is called by its number, which would be there twice.
  const known = [...new Set(about)].filter((part) => part !== null).map(short);
  const unknown = isPrivateAddress(origin.ip) ? `private address: ${PRIVATE_WHERE}` : 'place unknown';
  return `${short(origin.ip)} (${known.join(', ') || unknown})`;
}

/** `behaviour 33 → 25 (cap) + misuse 65 = 90`; above 100 both the sum and the score are shown. */
export function sum({ signals, score }: Finding, caps: Readonly<Record<Family, number>>): string {
  const parts = FAMILIES.map((family) => {
    const points = signals.reduce((all, signal) => all + (signal.family === family ? signal.points : 0), 0);
    return { family, points, counted: Math.min(points, caps[family]) };
  }).filter(({ points }) => points > 0);
  const total = parts.reduce((all, { counted }) => all + counted, 0);
  const terms = parts.map(({ family, points, counted }) =>
    points > counted ? `${family} ${points} → ${counted} (cap)` : `${family} ${points}`,
  );
  return `${terms.join(' + ') || 'nothing counted'} = ${total > score ? `${total} → ${score} (cap)` : score}`;
}

/** Which points were taken away, by what and why. */
export function contextWords({ kind, id, reason, until, removed }: Finding['context'][number]): string {
  const away = removed.map(({ ruleId, points }) => `${ruleId} ${points}`).join(', ');
  return `${kind} ${id}${until === null ? '' : ` until ${until.slice(0, 10)}`}: ${reason}; not counted: ${away}`;
}

/** Rules that could not answer, by reason; empty if all could. */
export function unknownWords({ unknown }: Finding): string {
  const reasons = [...new Set(unknown.map(({ reason }) => reason))];
  return reasons
    .map((reason) => {
      const rules = unknown.filter((entry) => entry.reason === reason).map(({ ruleId }) => ruleId);
      return `${WHY[reason]}: ${rules.join(', ')}`;
    })
    .join('; ');
}

/** What to search CloudTrail for: the event's id, region and account, and the key that was issued. */
export function ids({ id, event, session }: Finding): string {
  const issued = session?.accessKeyId;
  const parts = [`event ${id}`, event.region, event.recipientAccountId, issued && `issued ${issued}`];
  return parts.flatMap((part) => (typeof part === 'string' && part !== '' ? [short(part)] : [])).join(', ');
}

/** A name, as long as a text shows one. */
export function short(text: string): string {
  return encodeText(text, NAME);
}

/** Sorts signals: the most points first, and equal ones by rule id. */
export function byPoints(a: Signal, b: Signal): number {
  return b.points - a.points || byText(a.ruleId, b.ruleId);
}
