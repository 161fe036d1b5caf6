import type { Habits, Sighting } from './habit.ts';
import type { Mark, MarkTag } from './mark.ts';
import type { Network, Place, Reputation } from './origin.ts';
import type { Session } from './session.ts';

/** What one group of events asks of the store. Marks are added before they are read. */
export interface RecallRequest {
  readonly owners: readonly string[];
  readonly marks: readonly Mark[];
  readonly markOwners: readonly { readonly tag: MarkTag; readonly owner: string }[];
  /** Access key ids whose ancestors are wanted; the store follows parents by itself. */
  readonly sessions: readonly string[];
}

/** What the store knows. Owners, marks and sessions it has never seen are simply absent. */
export interface Recalled {
  readonly habits: ReadonlyMap<string, Habits>;
  /** By `<tag>:<owner>`, ascending by (time, key). */
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
  readonly sessions: ReadonlyMap<string, Session>;
}

export interface Lessons {
  readonly sightings: readonly Sighting[];
  readonly sessions: readonly Session[];
}

/** Histories, windows and sessions. One round trip to recall and one to learn, whatever the batch's size. */
export interface Store {
  recall(request: RecallRequest): Promise<Recalled>;
  learn(lessons: Lessons): Promise<void>;
  close(): Promise<void>;
}

/** What is known of an address. `undefined` fields: no database says. */
export interface Location {
  readonly place: Place | undefined;
  readonly network: Network | undefined;
  readonly reputation: Reputation;
  readonly own: string | undefined;
}

/** Address → place, network, reputation: synchronous, in memory. */
export interface Locator {
  locate(ip: string): Location;
}

/** Structured log, the shape of pino's methods. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
