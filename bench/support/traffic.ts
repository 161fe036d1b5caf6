import {
  type Caller,
  type RoleName,
  samlUser,
  service,
  session,
  user,
  webIdentity,
} from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import {
  assumeRole,
  BOTO,
  CLI,
  callerIdentity,
  issuedKey,
  MAC_CLI,
  type RawCloudTrail,
  type RoleCall,
  serviceRole,
  withSaml,
  withWebIdentity,
} from '../../scripts/records.ts';
import { utc } from '../../src/core/time/days.ts';

/** The morning of the day on which everything that is measured happens. */
export const MORNING = Date.parse('2026-06-03T07:00:00Z');
/** Every actor calls once in so many milliseconds. */
const TURN = 40_000;
/** A sign-in, a look at oneself, another role, a look again. */
export const STEPS = 4;
/** The actors' order is shuffled by a prime. */
const STRIDE = 7_919;
/** Every so manieth event is an attacker's, where there are attacks. */
const ATTACK_EVERY = 50;
const GITHUB = 'token.actions.githubusercontent.com';
/** What clients add to their names in the wild. */
const MORE =
  'md/pyimpl#CPython m/E,b,Z,n cfg/retry-mode#standard md/installer#exe sid/3c0a5f6e7d21 md/prompt#off md/command#sts';
const KALI = `${CLI} kali`;

interface Member {
  readonly account: string;
  readonly role: RoleName;
  readonly by: Caller;
  readonly from: string;
  readonly with: string;
  readonly name: string;
  readonly signIn: (call: RoleCall) => RawCloudTrail;
}

/** Eight of twenty are people of a directory, five IAM users, three pipelines, two services and two machines. */
function member(n: number): Member {
  const account = String(111_111_111_111 + (n % 17));
  const role = { account, name: `Role${n % 300}` };
  const at = (place: PlaceName) => address(place, 1 + (n % 25));
  const base = { account, role, name: `member${n}` };
  const kind = n % 20;
  if (kind < 8) {
    const mail = `person${n}@acme.example`;
    const provider = `arn:aws:iam::${account}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE`;
    const signIn = (call: RoleCall) => withSaml({ ...call, provider });
    return {
      ...base,
      name: mail,
      by: samlUser(mail),
      from: at('berlinHome'),
      with: `${MAC_CLI} ${MORE}`,
      signIn,
    };
  }
  if (kind < 13) {
    return {
      ...base,
      by: user(account, `user${n}`),
      from: at('lisbon'),
      with: `${CLI} ${MORE}`,
      signIn: assumeRole,
    };
  }
  if (kind < 16) {
    const by = webIdentity(account, GITHUB, `repo:acme/app${n}:ref:refs/heads/main`);
    return { ...base, by, from: at('runners'), with: `${BOTO} ${MORE}`, signIn: withWebIdentity };
  }
  if (kind < 18) {
    return { ...base, by: service('ecs-tasks.amazonaws.com'), from: '', with: '', signIn: serviceRole };
  }
  const own = { role: { account, name: `Host${n}` }, session: `i-0${String(n).padStart(16, 'a')}` };
  const by = session({ ...own, key: `ASIAHOST${n}EXAMPLE`, issuedAt: '2026-06-03T06:00:00Z' });
  return { ...base, by, from: at('awsFrankfurt'), with: `${BOTO} ${MORE}`, signIn: assumeRole };
}

/** What actor `n` does at its turn: a sign-in, or a call with the session of its last one. */
export function turnOf(n: number, turn: number, actors: number, attack = false): RawCloudTrail {
  const { by, name, role, signIn, ...who } = member(n);
  const step = (turn + n) % STEPS;
  const time = (which: number) =>
    utc(MORNING + which * TURN + Math.floor((place(n, actors) / actors) * TURN));
  const call = { ...who, by, role, session: name, at: time(turn - step), nonce: turn - step };
  if (attack) {
    const from = address('torExit', 1 + (n % 12));
    return signIn({ ...call, at: time(turn), nonce: `attack ${turn}`, from, with: KALI });
  }
  if (step === 0 || by['type'] === 'AWSService') return signIn({ ...call, at: time(turn), nonce: turn });
  const key = issuedKey(by['type'] === 'AWSService' ? { ...call, from: '' } : call);
  const later = {
    ...call,
    by: session({ role, session: name, key, issuedAt: call.at }),
    at: time(turn),
    nonce: turn,
  };
  if (step !== 2) return callerIdentity(later);
  return assumeRole({ ...later, role: { ...role, name: `Work${n % 50}` } });
}

/** Where an actor stands in the order of a turn. */
function place(n: number, actors: number): number {
  return (n * STRIDE) % actors;
}

/**
 * Events `from` to `from + events` of an endless crowd, in the order of their times: every actor once a turn. `actors`
 * must not be a multiple of 7,919.
 */
export function trafficOf(how: {
  readonly actors: number;
  readonly from: number;
  readonly events: number;
  readonly attacks: boolean;
}): readonly RawCloudTrail[] {
  const { actors, attacks, events, from } = how;
  const order = orderOf(actors);
  return Array.from({ length: events }, (_, at) => {
    const index = from + at;
    const n = order[index % actors] ?? 0;
    return turnOf(n, Math.floor(index / actors), actors, attacks && index % ATTACK_EVERY === 7);
  });
}

const orders = new Map<number, readonly number[]>();

function orderOf(actors: number): readonly number[] {
  const known = orders.get(actors);
  if (known !== undefined) return known;
  const order = Array.from({ length: actors }, () => 0);
  for (let n = 0; n < actors; n++) order[place(n, actors)] = n;
  orders.set(actors, order);
  return order;
}
