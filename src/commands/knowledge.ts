import { draftBaseline, readBaseline } from '../baseline/file/file.ts';
import { createMemoryStore } from '../baseline/memory/store.ts';
import type { Config } from '../config/schema.ts';
import type { Lessons, Store } from '../core/ports/ports.ts';
import { counted } from '../report/counted.ts';
import { openReplayStore } from '../store.ts';
import { namedStore, storeWords } from '../store-choice.ts';
import type { Surroundings } from './command.ts';

/** What a replay starts from and adds to: nothing but itself, a baseline file, or a shared store. */
export interface Knowledge {
  readonly store: Store;
  /** Keeps what was learned, if it is not kept yet. Returns words for the end of the run. */
  keep(): string;
  /** Before `keep`, removes the draft of a baseline; after it, does nothing. */
  abandon(): void;
  /** What to say if the replay does not come to its end. */
  readonly unfinished: string;
}

/** Opens what `--baseline` or `--store` names. Throws if it cannot be read, written or reached. */
export async function openKnowledge(
  { baseline, store }: { readonly baseline?: string; readonly store?: string },
  config: Config,
  { environment }: Surroundings,
): Promise<Knowledge> {
  if (store !== undefined) {
    const choice = namedStore(store, config.store, environment);
    if (choice.kind === 'redis') return shared(await openReplayStore(choice), storeWords(choice));
  }
  const memory = createMemoryStore();
  if (baseline !== undefined) memory.add(readBaseline(baseline));
  const draft = baseline === undefined ? undefined : draftBaseline(baseline);
  return {
    store: memory,
    keep() {
      draft?.keep(memory.entries());
      return '';
    },
    abandon: () => draft?.abandon(),
    unfinished: '',
  };
}

function shared(store: Store, where: string): Knowledge {
  const owners = new Set<string>();
  let sightings = 0;
  let sessions = 0;
  const count = (lessons: Lessons) => {
    sightings += lessons.sightings.length;
    sessions += lessons.sessions.length;
    for (const { owner } of lessons.sightings) owners.add(owner);
  };
  return {
    store: {
      ...store,
      async learn(lessons) {
        await store.learn(lessons);
        count(lessons);
      },
    },
    keep() {
      const habits =
        sightings === 0
          ? 'nothing new'
          : `${counted(sightings, 'sighting')} of ${counted(owners.size, 'owner')}`;
      return `learned: ${habits}; ${counted(sessions, 'session')}; kept in ${where}\n`;
    },
    abandon() {},
    unfinished: `rolewarden: what was learned so far is kept in ${where}; run the same replay again to complete it\n`,
  };
}
