import type { Evidence } from '../chaos/oracle.ts';
import type { Ended } from './process.ts';

/** What every case of a run shares. */
export interface Ground {
  /** Address of the AWS emulator. */
  readonly aws: string;
  readonly seed: number;
  /** More of everything, by hand. */
  readonly full: boolean;
  /** Accounts, queues and names that no other case has. */
  readonly place: number;
  /** Folder for what the processes logged. */
  readonly logs?: string | undefined;
}

/** What a case left behind: what chaos asks for, and what only one fault leaves. */
export interface Left extends Evidence {
  /** How often each fault met something that could feel it. None may be 0. */
  readonly fired: Readonly<Record<string, number>>;
  /** Processes that were told to end. */
  readonly exits: readonly Ended[];
  /** Messages or records that had to be refused and kept, and those that were. */
  readonly poison: { readonly wanted: number; readonly kept: number };
  /** Revocations that end with a person, because AWS refuses them for good. */
  readonly byHand: boolean;
  /** Alerts that may have come again: a kill, an answer or a store that was lost. */
  readonly mayRepeat: number;
  readonly memory: { readonly mib: number; readonly limit: number } | undefined;
  /** What only this case asks, as words of what was broken. */
  readonly own: readonly string[];
}

/** A case as the table names it. */
export interface Case {
  readonly id: string;
  /** Its numbers in the fault matrix. */
  readonly matrix: string;
  readonly what: string;
  readonly run: (ground: Ground) => Promise<Left>;
}
