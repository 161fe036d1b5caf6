import type { Ledger } from '../../core/action/ledger.ts';
import type { Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import type { Audit } from '../audit/audit.ts';
import { pulledBy } from '../audit/switch.ts';
import type { Turns } from './turns.ts';

interface Parts {
  readonly revoking: {
    readonly audit: Pick<Audit, 'switched'>;
    readonly enabled: boolean;
    readonly ledger: Pick<Ledger, 'breakers' | 'killed'>;
  };
  readonly turns: Pick<Turns, 'waiting' | 'unsigned'>;
  readonly meter: Meter;
  readonly log: Log;
}

/** Ids that were logged are remembered; beyond so many, all are forgotten and logged again. */
const MOST = 10_000;

/**
 * Sets gauges for what holds revocations up: workers count as ready even while people have to decide. Logs each record
 * without a valid signature, or that cannot be read, once: only somebody else, or another version, writes such.
 */
export function createStanding({ log, meter, revoking, turns }: Parts): () => Promise<void> {
  const { audit, enabled, ledger } = revoking;
  const logged = new Set<string>();
  return async () => {
    const [breakers, killed] = await Promise.all([ledger.breakers(), pulledBy(ledger, audit)]);
    const unsigned = turns.unsigned();
    meter.set('breakers_open', breakers.length);
    meter.set('actions_stopped', enabled && killed === undefined ? 0 : 1);
    meter.set('actions_waiting', turns.waiting());
    meter.set('actions_unsigned', unsigned.length);
    for (const actionId of unsigned.filter((id) => !logged.has(id))) {
      if (logged.size >= MOST) logged.clear();
      logged.add(actionId);
      log.error(
        { actionId },
        'the record of an action cannot be read, or has no valid signature: nothing is done for it',
      );
    }
  };
}
