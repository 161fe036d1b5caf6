import type { Finding } from '../core/finding/finding.ts';
import { countryName } from '../core/place/place-words.ts';
import { isPrivateAddress, PRIVATE_WHERE } from '../core/place/private-address.ts';
import { encodeText } from '../report/encode.ts';
import { sessionNames } from '../report/words.ts';

/** A finding with what filters and charts need, worked out once. Texts are encoded, but not those in `finding`. */
export interface ReportEntry {
  readonly finding: Finding;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Who is behind the call: the first actor of the lineage, or the caller if there is no lineage. */
  readonly behind: string;
  readonly caller: string;
  /** What was asked for: the role's name, or the call's if it concerns no role. */
  readonly asked: string;
  /** The role's account; empty if the call concerns no role. */
  readonly account: string;
  /** Names from who is behind the call, over the roles between, to what was asked for. */
  readonly path: readonly string[];
  readonly place: CallPlace;
  /** Hour of the week in UTC; 0 begins on Monday at midnight. */
  readonly hour: number;
  /** Whether the finding alerts as the first of its cause, or repeats one that did; empty if neither. */
  readonly tag: 'repeat' | 'alert' | '';
}

/** Where a call came from: a country and a network, or AWS and a service. `key` has both. */
export interface CallPlace {
  readonly key: string;
  readonly country: string;
  readonly network: string;
}

const NAME = 120;

/** The sentence for private addresses, in the two parts of a place. */
const PRIVATE_PLACE = ['Private address', PRIVATE_WHERE] as const;

/** Works an entry out. */
export function entryOf(finding: Finding): ReportEntry {
  const { actor, lineage, role, event } = finding;
  const at = Date.parse(finding.time);
  const first = lineage[0]?.actor.name ?? actor.name;
  const asked = role?.name ?? event.eventName;
  const path = lineage.length === 0 ? [actor.name, asked] : [first, ...sessionNames(lineage), asked];
  return {
    finding,
    at,
    behind: short(first),
    caller: short(actor.name),
    asked: short(asked),
    account: short(role?.accountId ?? ''),
    path: path.map(short),
    place: placeOf(finding.origin),
    hour: hourOfWeek(at),
    tag: tagOf(finding),
  };
}

function tagOf({ cause, repeatOf }: Finding): ReportEntry['tag'] {
  if (repeatOf !== null) return 'repeat';
  return cause === null ? '' : 'alert';
}

/** All the text of an entry that a search looks through, in lower case. */
export function searchable({ finding, path, place }: ReportEntry): string {
  const { actor, event, id, lineage, origin, role, session, signals, summary } = finding;
  const parts = [
    id,
    summary,
    actor.name,
    actor.arn,
    actor.sourceIdentity,
    role?.arn,
    event.eventName,
    event.errorCode,
    event.region,
    event.recipientAccountId,
    origin.ip,
    origin.city,
    origin.asn === null ? null : `AS${origin.asn}`,
    place.country,
    place.network,
    session?.name,
    session?.accessKeyId,
    session?.sourceIdentity,
    ...path,
    ...lineage.map(({ accessKeyId }) => accessKeyId),
    ...signals.map(({ ruleId, summary: said }) => `${ruleId} ${said}`),
  ];
  const given = parts.filter((part) => part !== null && part !== undefined);
  return encodeText(given.join('\n').replaceAll('\n', ' ')).toLowerCase();
}

function placeOf(origin: Finding['origin']): CallPlace {
  const [where, through] = whereAndThrough(origin);
  const country = short(where);
  const network = short(through);
  return { country, network, key: `${country} · ${network}` };
}

function whereAndThrough(origin: Finding['origin']): readonly [where: string, through: string] {
  const { asn, country, ip, kind, network, service } = origin;
  if (kind === 'service') return ['AWS', service ?? 'a service'];
  if (kind === 'internal') return ['AWS', 'inside AWS'];
  const through = network ?? (asn === null ? undefined : `AS${asn}`);
  const isPrivate = country === null && through === undefined && ip !== null && isPrivateAddress(ip);
  if (isPrivate) return PRIVATE_PLACE;
  return [country === null ? 'Unknown' : countryName(country), through ?? 'unknown network'];
}

function hourOfWeek(at: number): number {
  const date = new Date(at);
  return ((date.getUTCDay() + 6) % 7) * 24 + date.getUTCHours();
}

function short(text: string): string {
  return encodeText(text, NAME);
}
