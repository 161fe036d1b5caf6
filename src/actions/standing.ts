import type { Ledger } from '../core/ledger.ts';
import type { Meter } from '../core/meter.ts';

/** Sets gauges for what holds revocations up: workers count as ready even while people have to decide. */
export async function measureStanding(
  { enabled, ledger }: { readonly enabled: boolean; readonly ledger: Pick<Ledger, 'breakers' | 'killed'> },
  waiting: number,
  meter: Meter,
): Promise<void> {
  const [breakers, killed] = await Promise.all([ledger.breakers(), ledger.killed()]);
  meter.set('breakers_open', breakers.length);
  meter.set('actions_stopped', enabled && killed === undefined ? 0 : 1);
  meter.set('actions_waiting', waiting);
}
