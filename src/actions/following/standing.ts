import type { Ledger } from '../../core/action/ledger.ts';
import type { Meter } from '../../core/ports/meter.ts';
import type { Audit } from '../audit/audit.ts';
import { pulledBy } from '../audit/switch.ts';

/** Sets gauges for what holds revocations up: workers count as ready even while people have to decide. */
export async function measureStanding(
  {
    audit,
    enabled,
    ledger,
  }: {
    readonly audit: Pick<Audit, 'switched'>;
    readonly enabled: boolean;
    readonly ledger: Pick<Ledger, 'breakers' | 'killed'>;
  },
  waiting: number,
  meter: Meter,
): Promise<void> {
  const [breakers, killed] = await Promise.all([ledger.breakers(), pulledBy(ledger, audit)]);
  meter.set('breakers_open', breakers.length);
  meter.set('actions_stopped', enabled && killed === undefined ? 0 : 1);
  meter.set('actions_waiting', waiting);
}
