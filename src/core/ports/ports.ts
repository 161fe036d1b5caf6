import type { Finding } from '../finding/finding.ts';
import type { Habits, Sighting } from '../history/habit.ts';
import type { Mark, OwnMarks } from '../history/mark.ts';
import type { IssuedSession } from '../history/session.ts';
import type { OwnerView } from '../history/view.ts';
import type { Location } from '../place/origin.ts';
import type { Millis } from '../time/days.ts';
import type { Delivery, ObjectName, ReadProblem } from './delivery.ts';

/** A deny of ours that was read back: since when nothing of those whom it ends should succeed. */
export interface Ended {
  readonly actionId: string;
  readonly verifiedAt: Millis;
  /** Of a deny of a whole role: the sessions issued up to then. Undefined: the session whose key it is kept under. */
  readonly until: Millis | undefined;
}

/** What one group of events asks of the store. `marks` are added before any are read. */
export interface RecallRequest {
  /** The first UTC day whose lessons these events must not see. A store may answer with what it read for this or a later cut. */
  readonly cut: number;
  /** Whose habits are asked for (`Sighting.owner`). */
  readonly owners: readonly string[];
  readonly marks: readonly Mark[];
  /** Whose marks are asked for; those of whoever is in `marks` are answered anyway. */
  readonly markOwners: readonly string[];
  /** Keys and names of the sessions asked for (`namesOf`); each is recalled with its ancestors. */
  readonly sessions: readonly string[];
  /** Names under which a deny may be kept (`endedAsked`); left out where nothing is ever ended, as in a replay. */
  readonly ended?: readonly string[];
}

/** A request for nothing, to which what is wanted is added. */
export const NOTHING_ASKED: RecallRequest = { cut: 0, owners: [], marks: [], markOwners: [], sessions: [] };

/** A history as recalled. A store may also keep a ready view of it, which must say the same as `viewOf`. */
export interface RecalledHabits extends Habits {
  viewAt?(cut: number): OwnerView;
}

/** What the store knows. Owners, marks and sessions it has never seen are simply absent. */
export interface Recalled {
  /** By owner, as asked for. */
  readonly habits: ReadonlyMap<string, RecalledHabits>;
  /** By owner. */
  readonly marks: ReadonlyMap<string, OwnMarks>;
  /** By key or name, as asked for. */
  readonly sessions: ReadonlyMap<string, IssuedSession>;
  /** Some marks of these events could not be written: other consumers will not see them. */
  readonly partial: boolean;
  /** Denies that were read back from IAM, by the names asked for. */
  readonly ended?: ReadonlyMap<string, Ended>;
}

/** What events teach: habits, and the sessions that they issued. */
export interface Lessons {
  readonly sightings: readonly Sighting[];
  readonly sessions: readonly IssuedSession[];
}

/** Histories, windows and sessions. One round trip to recall and one to learn, whatever the batch's size. */
export interface Store {
  /** Adds the marks, and answers with what is known. Rejects if the store cannot be asked: findings then say `degraded`. */
  recall(request: RecallRequest): Promise<Recalled>;
  /** Unites lessons with what is kept, in any order: learning them twice changes nothing. */
  learn(lessons: Lessons): Promise<void>;
  /** Access key ids of sessions requested with this access key, or by the session of this name; the first 512. */
  issuedWith(parent: string): Promise<readonly string[]>;
  /** Remembers for `ms` milliseconds that sessions were ended, for whoever recalls one of these names. */
  keepEnded(entries: ReadonlyMap<string, Ended>, ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What is usual, for people to look at and change: kept in a file or in a store. */
export interface Histories {
  /** Everything kept of an owner; empty if nothing is. */
  of(owner: string): Promise<readonly Sighting[]>;
  /** Every entry of every owner, owners in no particular order. */
  all(): AsyncIterable<Sighting>;
  /** Union with what is kept: adding twice changes nothing. */
  add(entries: readonly Sighting[]): Promise<void>;
  /** Forgets an owner; false if nothing was kept. */
  forget(owner: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Findings at or above medium that a store keeps for thirty days, so that people can ask for one. */
export interface KeptFindings {
  /** Of several copies of one call, the one that scores highest is kept. Throws what the store throws. */
  keep(findings: readonly Finding[]): Promise<void>;
  /** Ids that begin with `start`. */
  idsLike(start: string): Promise<readonly string[]>;
  /** As this or another version of Rolewarden wrote it, so check it; undefined if none is kept. */
  find(id: string): Promise<unknown>;
}

/** A delivery with something in it that cannot be read, and why. The bytes may contain session tokens. */
export interface Poison {
  readonly delivery: Delivery;
  readonly problems: readonly ReadProblem[];
}

/** Where unreadable deliveries are kept for people. Throws if one cannot be kept: it is then redelivered. */
export interface Quarantine {
  keep(poison: Poison): Promise<void>;
  close(): void;
}

/** The files in S3 that notifications name. */
export interface Objects {
  /** The bytes as stored, gzip or not. Throws ERR_INPUT_UNREADABLE if there is no such object, and S3's own error otherwise. */
  read(object: ObjectName, signal: AbortSignal): AsyncIterable<Buffer>;
  close(): void;
}

/** Address → place, network, reputation: synchronous, in memory. */
export interface Locator {
  /** Of a text that is no address nothing is known. */
  locate(ip: string): Location;
}

/** A structured log with pino's methods. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
