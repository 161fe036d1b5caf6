import { byText } from '../text/ascii.ts';
import { type Days, mergeDays } from '../time/days.ts';
import { fullnessOf, inOrderOfStay, wouldGo } from './fullness.ts';

/**
 * The dimensions that a history may hold. Append only: a stored history names a dimension by its place here. Values that
 * do not explain themselves:
 *
 * - `seen`: only `*`; says on which days the owner was active
 * - `network`, `prefix`: `Network.key`, under the one that `Network.dimension` says
 * - `hour`: `w00`–`w23` on weekdays, `e00`–`e23` at weekends, UTC
 * - `mfa`: `yes` or `no`; `role-mfa`: `<account>/<role>|yes` or `|no`; `mfa-device`: a serial number
 * - `role`: `<account>/<role>`; of AssumeRoot `root/<account>`, and `root/task/<policy>`
 * - `issues`: the call that issued credentials; `portal`: the call that showed the person at Identity Center's portal
 * - `network-kind`: who runs the network
 * - `name-style`: `mail` where the actor names its sessions, or their source identities, by e-mail addresses, else `plain`
 * - `policy`: none, some, broad or admin; of users, what their federation tokens had
 * - `audience`: an outside service that it got a token for
 * - `tactic`: what its sessions did (`Tactic`), and `*` for that they were seen at work; with `sessions: watch` only
 *
 * Of roles alone:
 *
 * - `caller`: the unique id before the colon, or the service principal
 * - `provider`: the OIDC issuer, or the SAML provider and also `<provider>|<issuer>`
 * - `owner`, `unit`, `ref`: the parts of OIDC subjects
 * - `external-id`: `<account>|<hash>` or `<account>|none`
 * - `hours`: the session length asked for, rounded up
 * - `depth`: how many grants lie behind; `root`: the first actor's key
 * - `tag`: a session tag, with `!` before a transitive one; `source-identity`: `set` or `none`
 *
 * Of values of the organisation alone: `holder`, the key of an actor that used the value.
 */
export const DIMENSIONS = [
  'seen',
  'country',
  'network',
  'prefix',
  'address',
  'client',
  'os',
  'region',
  'account',
  'role',
  'hour',
  'mfa',
  'issues',
  'caller',
  'caller-kind',
  'network-kind',
  'role-mfa',
  'mfa-device',
  'name-style',
  'portal',
  'provider',
  'owner',
  'unit',
  'ref',
  'external-id',
  'hours',
  'depth',
  'root',
  'tag',
  'source-identity',
  'policy',
  'holder',
  'audience',
  'tactic',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A value on probation is kept under a dimension of its own, so that it can never pass for a quiet one. */
export type StoredDimension = Dimension | `~${Dimension}`;

/**
 * So many values of one dimension stay: those with the smallest (first day, value). Values that no cut sees any more go
 * before all others (ADR 0041).
 */
export const VALUE_CAP = 64;

/** A history is forgotten so many days after its last: none of its days counts any more. */
export const HISTORY_KEEP = 100;

/** The one value of the dimension `seen`; of `tactic` it says that something was seen. */
export const SEEN = '*';

/** What is known of one owner: dimension → value → days. A store reads a dimension only when it is asked for. */
export interface Habits {
  get(dimension: StoredDimension): ReadonlyMap<string, Days> | undefined;
  /** Whether learning this changes nothing: the days are there, or the dimension is full of values seen before. */
  settled(dimension: StoredDimension, value: string, days: Days): boolean;
}

/** One owner's whole history. */
export type HabitMap = ReadonlyMap<StoredDimension, ReadonlyMap<string, Days>>;

/** What one event teaches about one owner. `owner` is `a:<actor key>`, `r:<account>/<role>` or `o:<dimension>/<value>`. */
export interface Sighting {
  readonly owner: string;
  readonly dimension: StoredDimension;
  readonly value: string;
  /** Days on which the value was seen. */
  readonly days: Days;
}

/** A whole history, to be asked. */
export function habitsOf(map: HabitMap): Habits {
  return {
    get: (dimension) => map.get(dimension),
    settled(dimension, value, days) {
      const values = map.get(dimension);
      const known = values?.get(value);
      if (known !== undefined) return days.every((day) => known.includes(day));
      if (values === undefined || values.size < VALUE_CAP) return false;
      return wouldGo(value, days, fullnessOf(values));
    },
  };
}

/** The entries of one owner by dimension and value. */
export function sorted(entries: readonly Sighting[]): readonly Sighting[] {
  return [...entries].sort((a, b) => byText(a.dimension, b.dimension) || byText(a.value, b.value));
}

/** Adds one sighting: the one definition of learning, for every store. Order-free and idempotent. */
export function remember(habits: HabitMap, sighting: Sighting): HabitMap {
  const values = new Map(habits.get(sighting.dimension) ?? []);
  values.set(sighting.value, mergeDays(values.get(sighting.value) ?? [], sighting.days));
  return new Map(habits).set(sighting.dimension, capped(values));
}

function capped(values: ReadonlyMap<string, Days>): ReadonlyMap<string, Days> {
  return values.size <= VALUE_CAP ? values : new Map(inOrderOfStay([...values]).slice(0, VALUE_CAP));
}
