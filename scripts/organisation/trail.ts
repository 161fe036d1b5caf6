import type { Millis } from './calendar.ts';
import { exampleId, uuid } from './chance.ts';
import { type Call, type JsonObject, recordOf } from './record.ts';

/** Where a call comes from: an address and the program that makes it. */
export interface From {
  readonly ip: string;
  readonly agent: string;
  readonly region?: string;
}

/** Somebody who can sign a call, as records show them. */
export interface Caller {
  readonly account: string;
  /** As refusals spell it. */
  readonly arn: string;
  readonly principalId: string;
  /** The `userIdentity` block. */
  readonly identity: JsonObject;
}

/** Credentials that a call issued. `id` is the issuing event's: a finding about it carries the same. */
export interface Session extends Caller {
  readonly keyId: string;
  readonly issued: Millis;
  readonly id: string;
}

/** What recording a call gives back: the finding's id, were there a finding. */
export interface Written {
  readonly id: string;
}

type Open = Omit<Call, 'eventId' | 'requestId' | 'sharedEventId'>;

/** The recording of one story: every record in it, and who held which session when. */
export interface Trail {
  /** Writes one record. `shared`: it carries a sharedEventID though nobody else records it, as service calls do. */
  write(call: Open, shared?: boolean): Written;
  /** Writes both records of a cross-account call: the caller's, and what the owner of the role sees. */
  writeTwins(call: Open, owner: { readonly account: string; readonly principalId: string }): Written;
  newKey(): string;
  hold(name: string, session: Session): Session;
  /** The newest session that somebody of that name held at an instant. Throws if there was none. */
  heldBy(name: string, time: Millis): Session;
  /** In event-time order. */
  records(): readonly JsonObject[];
}

export function createTrail(story: string): Trail {
  const written: { readonly time: Millis; readonly order: number; readonly record: JsonObject }[] = [];
  const held = new Map<string, Session[]>();
  let keys = 0;
  const add = (call: Call) => {
    written.push({ time: call.time, order: written.length, record: recordOf(call) });
  };
  const id = (what: string) => uuid(`${story} ${what} ${written.length}`);
  return {
    write(call, shared = false) {
      const eventId = id('event');
      const sharedEventId = shared ? id('shared') : undefined;
      const ids = { eventId, requestId: id('request') };
      add({ ...call, ...ids, ...(sharedEventId === undefined ? {} : { sharedEventId }) });
      return { id: sharedEventId ?? eventId };
    },
    writeTwins(call, { account, principalId }) {
      const common = { requestId: id('request'), sharedEventId: id('shared') };
      add({ ...call, ...common, eventId: id('event') });
      const identity = { type: 'AWSAccount', principalId, accountId: call.recipient };
      add({ ...call, ...common, eventId: id('event'), identity, recipient: account });
      return { id: common.sharedEventId };
    },
    newKey: () => exampleId('ASIA', `${story} ${keys++}`),
    hold(name, session) {
      held.set(name, [...(held.get(name) ?? []), session]);
      return session;
    },
    heldBy(name, time) {
      const [newest] = (held.get(name) ?? [])
        .filter(({ issued }) => issued <= time)
        .sort((a, b) => b.issued - a.issued);
      if (newest === undefined) throw new Error(`${name} holds no session then`);
      return newest;
    },
    records: () =>
      [...written].sort((a, b) => a.time - b.time || a.order - b.order).map(({ record }) => record),
  };
}
