import { NOTHING_ASKED, type Recalled, type Store } from '../../core/ports/ports.ts';
import { createMemoryMarks } from '../memory/marks.ts';
import { createMemorySessions } from '../memory/sessions.ts';

/**
 * A shared store as a replay uses it: habits are the store's, marks and sessions the process's own, so that a second
 * replay into the same store gives the same findings. Sessions are written to the store too: a consumer that goes live
 * after it finds those that have not expired.
 */
export function forReplay(store: Store): Store {
  const marks = createMemoryMarks();
  const sessions = createMemorySessions();
  return {
    async recall(request): Promise<Recalled> {
      const { cut, owners } = request;
      const { habits } = await store.recall({ ...NOTHING_ASKED, cut, owners });
      return {
        habits,
        marks: marks.recall(request),
        sessions: sessions.of(request.sessions),
        partial: false,
      };
    },
    async learn(lessons) {
      sessions.learn(lessons.sessions);
      await store.learn(lessons);
    },
    issuedWith: (key) => store.issuedWith(key),
    keepEnded: (entries, ms) => store.keepEnded(entries, ms),
    close: () => store.close(),
  };
}
