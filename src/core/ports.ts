import type { Delivery, ObjectName, ReadProblem } from './delivery.ts';
import type { Ended } from './ended.ts';
import type { Finding } from './finding.ts';
import type { Habits, Sighting } from './habit.ts';
import type { Mark, MarkTag } from './mark.ts';
import type { Network, Place, Reputation } from './origin.ts';
import type { IssuedSession } from './session.ts';
import type { OwnerView } from './view.ts';

/** What one group of events asks of the store. Marks are added before they are read. */
export interface RecallRequest {
  /** The first day that these events must not see: a store may answer with what it read for this cut or a later one. */
  readonly cut: number;
  readonly owners: readonly string[];
  readonly marks: readonly Mark[];
  readonly markOwners: readonly { readonly tag: MarkTag; readonly owner: string }[];
  /** What the wanted sessions are kept under (`namesOf`); each comes with its ancestors. */
  readonly sessions: readonly string[];
  /** Names under which a deny may be kept (`endedAsked`); left out where nothing is ended: in a replay. */
  readonly ended?: readonly string[];
}

/** A history as recalled. A store that keeps histories may keep the view of one, too: it says what `viewOf` says. */
export interface RecalledHabits extends Habits {
  viewAt?(cut: number): OwnerView;
}

/** What the store knows. Owners, marks and sessions it has never seen are simply absent. */
export interface Recalled {
  readonly habits: ReadonlyMap<string, RecalledHabits>;
  /** By `<tag>:<owner>`, ascending by (time, key). */
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
  readonly sessions: ReadonlyMap<string, IssuedSession>;
  /** Marks of these events could not be written: what other consumers will see of them is less. */
  readonly partial: boolean;
  /** Denies that were read back, by the names asked for. */
  readonly ended?: ReadonlyMap<string, Ended>;
}

export interface Lessons {
  readonly sightings: readonly Sighting[];
  readonly sessions: readonly IssuedSession[];
}

/** Histories, windows and sessions. One round trip to recall and one to learn, whatever the batch's size. */
export interface Store {
  recall(request: RecallRequest): Promise<Recalled>;
  learn(lessons: Lessons): Promise<void>;
  /** Access key ids that were issued with this one, or by the session of this name; the first 512. */
  issuedWith(parent: string): Promise<readonly string[]>;
  /** Keeps, for so many ms, that sessions were ended: who recalls them is told. */
  keepEnded(entries: ReadonlyMap<string, Ended>, ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What is usual, as people look at it: kept in a file or in a store. */
export interface Histories {
  /** Everything kept of an owner; empty if nothing is. */
  of(owner: string): Promise<readonly Sighting[]>;
  /** Every entry of every owner, owners in no order. */
  all(): AsyncIterable<Sighting>;
  /** Union with what is kept: adding twice changes nothing. */
  add(entries: readonly Sighting[]): Promise<void>;
  /** Forgets an owner; false if nothing was kept. */
  forget(owner: string): Promise<boolean>;
  close(): Promise<void>;
}

/** What is known of an address. `undefined` fields: no database says. */
export interface Location {
  readonly place: Place | undefined;
  readonly network: Network | undefined;
  readonly reputation: Reputation;
  readonly own: string | undefined;
}

/** Findings at or above medium that a store keeps for thirty days, so that people can ask for one. */
export interface KeptFindings {
  /** Of the copies of one call the one that scores highest stays. Throws what the store throws. */
  keep(findings: readonly Finding[]): Promise<void>;
  /** Ids that begin so. */
  idsLike(start: string): Promise<readonly string[]>;
  /** As it was written, by this version or another: to be checked. Undefined if none is kept. */
  find(id: string): Promise<unknown>;
}

/** A delivery with something in it that cannot be read, and why. The bytes may hold tokens. */
export interface Poison {
  readonly delivery: Delivery;
  readonly problems: readonly ReadProblem[];
}

/** Where what cannot be read is kept for people. Throws if it cannot be kept: the delivery then comes again. */
export interface Quarantine {
  keep(poison: Poison): Promise<void>;
  close(): void;
}

/** Files that notifications name: S3. */
export interface Objects {
  /** The bytes as stored, gzip or not. Throws ERR_INPUT_UNREADABLE if there is no such object, and what S3 says otherwise. */
  read(object: ObjectName, signal: AbortSignal): AsyncIterable<Buffer>;
  close(): void;
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
