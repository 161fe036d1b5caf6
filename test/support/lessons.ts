import type { IssuedSession } from '../../src/core/history/session.ts';
import type { Lessons, RecallRequest, Store } from '../../src/core/ports/ports.ts';
import { DAY, HOUR } from '../../src/core/time/days.ts';

/** The instant around which made-up sessions and marks are. */
export const NOW = 20_500 * DAY;

/** A made-up session, with what a test says of it. */
export const session = (accessKeyId: string, more: Partial<IssuedSession> = {}): IssuedSession => ({
  accessKeyId,
  parentKeyId: undefined,
  actor: { key: 'user:x', kind: 'user', name: 'n' },
  role: undefined,
  sessionName: 's',
  assumedRoleId: undefined,
  accountId: undefined,
  time: NOW,
  expiresAt: NOW + HOUR,
  country: undefined,
  network: undefined,
  networkKey: undefined,
  networkKind: undefined,
  sourceIdentity: undefined,
  birth: { reputation: 0, timing: 0, behaviour: 0, finding: null },
  client: 'x',
  trusted: true,
  heldBy: undefined,
  ambiguous: false,
  ancestors: [],
  partial: false,
  parentName: undefined,
  ...more,
});

/** Owners that tests share: enough to touch every node of a cluster. */
const OWNERS = 40;

/** The n-th batch of a made-up stream: a few owners, each with a value of its own, and two sessions. */
export function lessonsAt(n: number): Lessons {
  const sightings = Array.from({ length: 10 }, (_, at) => ({
    owner: `a:user:${(n * 7 + at) % OWNERS}`,
    dimension: at % 3 === 0 ? ('~country' as const) : ('country' as const),
    value: `v${n % 20}`,
    days: [20_400 + (n % 50)],
  }));
  const parent = `ASIAP${n % 5}`;
  return {
    sightings,
    sessions: [session(`ASIA${n}A`, { parentKeyId: parent }), session(`ASIA${n}B`, { parentKeyId: parent })],
  };
}

/** What such a batch asks, marks included. */
export function requestAt(n: number): RecallRequest {
  const owner = `user:${n % OWNERS}`;
  return {
    cut: 20_500,
    owners: lessonsAt(n).sightings.map((one) => one.owner),
    marks: [{ tag: 'denied', owner, time: NOW + n, key: `event-${n}`, value: 'v' }],
    markOwners: [owner],
    sessions: [`ASIA${n}A`],
  };
}

/** Whether the store answers both ways. */
export async function works(store: Store): Promise<boolean> {
  await store.recall(requestAt(0));
  await store.learn({ sightings: [], sessions: [] });
  return true;
}
