import { existsSync } from 'node:fs';
import { createFileHistories } from '../baseline/file-histories.ts';
import { RolewardenError } from '../core/errors.ts';
import type { Histories } from '../core/ports.ts';
import { namedStore, openHistories, storeWords } from '../store.ts';
import { findConfig, type Surroundings } from './command.ts';

/** Where a baseline command works: a file, or a store. */
export interface Place {
  readonly histories: Histories;
  /** For people. */
  readonly name: string;
  /** A file is written whole by `save`, or not at all; a store keeps each step at once. */
  readonly whole: boolean;
  /** What was changed is kept. */
  save(): Promise<void>;
}

/** What names a place on the command line. */
export interface PlaceOptions {
  readonly baseline?: string;
  readonly store?: string;
  readonly config?: string;
}

/** What is to be done there: only `fill` takes a file that is not there yet. */
export type Purpose = 'look' | 'change' | 'fill';

/** Opens the one place that is named. Throws ERR_USAGE for none, for both, or for a file that must exist and does not. */
export async function openPlace(
  { baseline, store, config }: PlaceOptions,
  purpose: Purpose,
  surroundings: Surroundings,
): Promise<Place> {
  if (store !== undefined && baseline !== undefined) {
    throw usage('--store does not go with --baseline', 'leave one of them out');
  }
  if (store !== undefined) {
    const tls = findConfig(config, surroundings).config.store;
    const choice = namedStore(store, tls, surroundings.environment);
    if (choice.kind === 'memory') throw usage('--store memory holds nothing between two commands', NAME);
    const histories = await openHistories(choice);
    return { histories, name: storeWords(choice), whole: false, async save() {} };
  }
  if (baseline === undefined) throw usage('baseline needs --baseline FILE or --store URL', NAME);
  if (purpose !== 'fill' && !existsSync(baseline)) throw usage(`there is no baseline ${baseline}`, NAME);
  const histories = createFileHistories(baseline, purpose !== 'look');
  return { histories, name: baseline, whole: true, save: histories.save };
}

const NAME = 'name a file that `rolewarden replay --baseline FILE` wrote, or the address of a store';

const usage = (message: string, remedy: string) => new RolewardenError('ERR_USAGE', message, remedy);
