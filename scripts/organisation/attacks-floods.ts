import { utc } from '../../src/core/time/days.ts';
import { deniedRole } from '../records.ts';
import type { Technique } from './attack.ts';
import { GUESSED, keyCall } from './thief.ts';
import { account } from './victims.ts';

/** Refusals of one role between two names: what fills a window of the newest, so that names fall out of it. */
const BETWEEN = 25;

/** Attacks that hide among harmless calls of their own. */
export const FLOOD_TECHNIQUES: readonly Technique[] = [
  {
    id: 'roles tried in minutes, among refusals of one',
    group: 'keys',
    grade: 'conclusive',
    act(cast, day) {
      const call = keyCall(cast, 10, day);
      const tries = GUESSED.flatMap((name) => [name, ...Array.from({ length: BETWEEN }, () => 'Reports')]);
      return tries.map((name, n) =>
        deniedRole({
          ...call,
          at: utc(Date.parse(call.at) + n * 1_000),
          role: { account: account(cast), name },
        }),
      );
    },
  },
];
