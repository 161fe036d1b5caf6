import { createHash } from 'node:crypto';
import { user } from '../callers.ts';
import { address } from '../places.ts';
import { randomOf, shuffled } from '../random.ts';
import { assumeRole, deniedRole, issuedKey, type RawCloudTrail, type RoleCall } from '../records.ts';

/** What kind of role an event is about, and so what must come of it. `old`: a role to be revoked, taken too long ago. */
export type Kind =
  | 'revoke'
  | 'protected-tag'
  | 'protected-config'
  | 'not-opted-in'
  | 'denied'
  | 'old'
  | 'quiet';

/** A role that the run makes. Only `denied` and `quiet` events are about roles of no kind of their own. */
export interface RoleOf {
  readonly kind: Exclude<Kind, 'denied' | 'old' | 'quiet'>;
  readonly account: string;
  readonly name: string;
  readonly uniqueId: string;
}

/** One event, and what the run must end with because of it. */
export interface Told {
  readonly kind: Kind;
  readonly record: RawCloudTrail;
  /** The finding's id. */
  readonly id: string;
  readonly account: string;
  readonly role: string;
  /** The policy that must deny the session: computed here from the event, by nobody's code but this. */
  readonly policy: string;
  readonly document: string;
}

/** How many of a thousand events are of a kind. The rest is quiet. */
export type Shares = readonly (readonly [Exclude<Kind, 'quiet'>, number])[];

const OF_THOUSAND: Shares = [
  ['revoke', 30],
  ['protected-tag', 6],
  ['protected-config', 4],
  ['not-opted-in', 5],
  ['denied', 15],
];
const DUPLICATES = 0.12;
/** Event times lie within so many milliseconds before now: much less than the 15 minutes of `maxAge`. */
const SPREAD = 180_000;
const OLD = 20 * 60_000;

/** Every event once, in random order, and what is delivered: with duplicates, in another order. */
export function tell(
  how: {
    readonly seed: number;
    readonly events: number;
    readonly now: number;
    readonly shares?: Shares;
    readonly duplicates?: number;
    /** Where events are counted from: parts of one story, told one after the other, share no caller. */
    readonly first?: number;
  },
  roles: readonly RoleOf[],
): { readonly events: readonly Told[]; readonly deliveries: readonly Told[] } {
  const random = randomOf(how.seed);
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)];
  const events = Array.from({ length: how.events }, (_, at): Told => {
    const n = (how.first ?? 0) + at;
    const kind = kindOf(n, how.shares ?? OF_THOUSAND);
    const about = kind === 'denied' || kind === 'old' ? 'revoke' : kind;
    const of = pick(roles.filter((role) => role.kind === about));
    const time = how.now - Math.floor(random() * SPREAD) - (kind === 'old' ? OLD : 0);
    return toldOf(kind, of ?? quietRole(n, roles), { n, at: time, seed: how.seed, crowd: how.events });
  });
  const twice = events.filter(() => random() < (how.duplicates ?? DUPLICATES));
  return { events, deliveries: shuffled([...events, ...twice], random) };
}

function kindOf(n: number, shares: Shares): Kind {
  let rest = (n * 7) % 1_000;
  for (const [kind, share] of shares) {
    if (rest < share) return kind;
    rest -= share;
  }
  return 'quiet';
}

function quietRole(n: number, roles: readonly RoleOf[]): Pick<RoleOf, 'account' | 'name' | 'uniqueId'> {
  const { account = '' } = roles[n % roles.length] ?? {};
  return { account, name: `orders-${n % 7}`, uniqueId: `AROA${hex(`orders${n % 7}`).slice(0, 17)}` };
}

function toldOf(
  kind: Kind,
  { account, name, uniqueId }: Pick<RoleOf, 'account' | 'name' | 'uniqueId'>,
  {
    n,
    at,
    crowd,
    seed,
  }: { readonly n: number; readonly at: number; readonly seed: number; readonly crowd: number },
): Told {
  const quiet = kind === 'quiet';
  // People come back; whoever takes a decoy comes once, so that every alert has a cause of its own.
  const who = quiet ? `person-${n % Math.ceil(crowd / 4)}` : `mallory-${n}`;
  const seconds = Math.floor(at / 1_000) * 1_000;
  const call: RoleCall = {
    by: user(account, who),
    role: { account, name },
    session: quiet ? who : `s-${n}`,
    account,
    at: iso(seconds),
    from: address('berlinHome', 1 + (n % 20)),
    nonce: `${seed}-${n}`,
  };
  const made = kind === 'denied' ? deniedRole(call) : assumeRole(call);
  const record: RawCloudTrail = JSON.parse(
    JSON.stringify(made).replaceAll(/AROA[A-Z0-9]+EXAMPLE/g, uniqueId),
  );
  const action = hex(`v1|revoke|${account}|${name}|${issuedKey(call)}`)
    .toLowerCase()
    .slice(0, 16);
  return {
    kind,
    record,
    id: String(record['eventID']),
    account,
    role: name,
    policy: `rolewarden-${action}`,
    document: documentOf(action, `${uniqueId}:${call.session}`, seconds),
  };
}

/** The session, issued within five seconds of the event: as `docs` promise it, byte for byte. */
function documentOf(action: string, userid: string, at: number): string {
  const Condition = {
    StringEquals: { 'aws:userid': userid },
    DateGreaterThanEquals: { 'aws:TokenIssueTime': iso(at - 5_000) },
    DateLessThanEquals: { 'aws:TokenIssueTime': iso(at + 5_000) },
  };
  const statement = { Sid: `Rolewarden${action}`, Effect: 'Deny', Action: '*', Resource: '*', Condition };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

function hex(text: string): string {
  return createHash('sha256').update(text).digest('hex').toUpperCase();
}
