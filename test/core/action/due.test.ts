import { describe, expect, it } from 'vitest';
import { nextLook } from '../../../src/core/action/due.ts';
import type { ActionRecord } from '../../../src/core/action/ledger.ts';
import { anAction } from '../../support/an-action.ts';

const AT = 1_000_000_000;
const at = (more: Partial<ActionRecord>): ActionRecord => ({
  ...anAction('a1'),
  since: AT,
  changed: AT,
  ...more,
});
const MINUTE = 60_000;
const ends = (after: number): Partial<ActionRecord> => ({
  state: 'pending',
  intent: { ...anAction('a1').intent, expiresAt: AT + after },
});

describe('when an action is looked at next', () => {
  it.each<readonly [string, Partial<ActionRecord>, number, number | undefined]>([
    ['what waits, at its end', { state: 'pending' }, 0, 12 * 60 * MINUTE + 1],
    ['what waits for a session whose end is known', ends(MINUTE), 0, MINUTE + 1],
    [
      'what waits and is over, again and again',
      { state: 'pending' },
      13 * 60 * MINUTE,
      13 * 60 * MINUTE + 5_000,
    ],
    ['what is under way, once whoever was at it may have gone', { state: 'ready' }, 0, MINUTE + 1],
    ['what nobody carries out, now and then', { state: 'ready' }, 5 * MINUTE, 6 * MINUTE],
    ['what stands, after five seconds', { state: 'applied' }, 1_000, 5_000],
    ['what could not be read then, soon', { state: 'applied' }, 6_000, 11_000],
    ['what is verified, as long as its sessions are followed', { state: 'verified' }, MINUTE, MINUTE + 5_000],
    ['and not after that', { state: 'verified' }, 15 * MINUTE, undefined],
    [
      'which begins when it was written',
      { state: 'verified', written: AT - 9 * MINUTE },
      6 * MINUTE,
      undefined,
    ],
    ['nothing that failed', { state: 'failed' }, 0, undefined],
    ['nothing that is over', { state: 'undone' }, 0, undefined],
  ])('%s', (_, more, age, next) => {
    expect(nextLook(at(more), AT + age)).toBe(next === undefined ? undefined : AT + next);
  });

  it('a second time after a minute', () => {
    expect(nextLook(at({ state: 'applied' }), AT + 6_000, true)).toBe(AT + MINUTE);
  });
});
