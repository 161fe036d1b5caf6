import type { RevokingParts } from '../actions/ending/revoking.ts';
import type { ActionNews } from '../actions/following/owed.ts';
import { type SettlingParts, settleActions } from '../actions/following/settling.ts';
import { createStanding } from '../actions/following/standing.ts';
import { createTroubles } from '../actions/following/troubles.ts';
import { createTurns } from '../actions/following/turns.ts';
import type { Meter } from '../core/ports/meter.ts';

/** What every turn of settling needs. `revoking`: undefined where nothing can be revoked, and so nothing is to be settled. */
interface TurnParts extends Pick<SettlingParts, 'alerting' | 'store' | 'log' | 'rules'> {
  readonly revoking: RevokingParts | undefined;
  readonly meter: Meter;
}

/** Makes a turn: settles the actions that are due, then measures what stands. Throws if the ledger cannot be asked. */
export function createTurn({ revoking, meter, ...parts }: TurnParts): () => Promise<void> {
  if (revoking === undefined) return async () => {};
  const looked = new Set<string>();
  const troubles = createTroubles(parts.log);
  const turns = createTurns(revoking.ledger);
  const standing = createStanding({ revoking, turns, meter, log: parts.log });
  // what became of an action later belongs to no batch, which would be measured
  const told = ({ outcome }: ActionNews) => meter.add('actions', 1, outcome);
  return async () => {
    await settleActions({ ...parts, revoking, looked, troubles, turns, told });
    await standing();
  };
}
