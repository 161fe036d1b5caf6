import { createFileHistories } from '../../baseline/file/histories.ts';
import { wrongUsage } from '../../core/errors.ts';
import type { Histories } from '../../core/ports/ports.ts';
import { encodeText } from '../../report/encode.ts';
import { openHistories } from '../../store.ts';
import { namedStore, storeWords } from '../../store-choice.ts';
import { findConfig, type Surroundings } from '../command.ts';
import { refusePlace } from '../same-file.ts';
import { isThere } from '../there.ts';

/** Where a baseline command works: a file, or a store. */
export interface BaselinePlace {
  readonly histories: Histories;
  /** For people. */
  readonly name: string;
  /** True for a file: nothing is kept before `save`, which writes all of it. A store keeps each step at once. */
  readonly whole: boolean;
  /** Keeps what was changed. */
  save(): Promise<void>;
}

/** The options that name a place; `config` has the TLS settings for a store. */
export interface PlaceOptions {
  readonly baseline?: string;
  readonly store?: string;
  readonly config?: string;
}

/** What a place is opened for. Only to `fill` it need a file not exist yet. */
export type Purpose = 'look' | 'change' | 'fill';

/** Opens the place that is named. Throws ERR_USAGE if there is none, or two, or if the file must exist and does not. */
export async function openPlace(
  { baseline, store, config }: PlaceOptions,
  purpose: Purpose,
  surroundings: Surroundings,
): Promise<BaselinePlace> {
  if (store !== undefined && baseline !== undefined) {
    throw wrongUsage('--store does not go with --baseline', 'leave one of them out');
  }
  if (store !== undefined) {
    const tls = findConfig(config, surroundings).config.store;
    const choice = namedStore(store, tls, surroundings.environment);
    if (choice.kind === 'memory') throw wrongUsage('--store memory holds nothing between two commands', NAME);
    const histories = await openHistories(choice);
    return { histories, name: storeWords(choice), whole: false, async save() {} };
  }
  if (baseline === undefined) throw wrongUsage('baseline needs --baseline FILE or --store URL', NAME);
  refusePlace(['--baseline', baseline]);
  if (purpose !== 'fill' && !isThere(baseline)) throw wrongUsage(`there is no baseline ${baseline}`, NAME);
  const histories = createFileHistories(baseline, purpose !== 'look');
  return { histories, name: encodeText(baseline), whole: true, save: histories.save };
}

const NAME = 'name a file that `rolewarden replay --baseline FILE` wrote, or the address of a store';
