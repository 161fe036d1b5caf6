import type { FaultProxy } from '../../test/support/aws-faults.ts';
import type { Consumer } from '../faults/process.ts';

/** An equation that must hold when everything is settled. */
export interface Identity {
  readonly name: string;
  readonly left: number;
  readonly right: number;
}

/** What the metrics of the consumer say, against each other and against what the queue and the folders have. */
export async function identitiesOf(
  consumer: Consumer,
  {
    aws,
    kept,
    left,
    poison,
  }: { readonly aws: FaultProxy; readonly left: number; readonly kept: number; readonly poison: number },
): Promise<readonly Identity[]> {
  const { text } = await consumer.ask('/metrics');
  const counted = (name: string, label = '') =>
    Number(new RegExp(`^rolewarden_${name}${label} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  const delivered = (fate: string) => counted('deliveries_total', `\\{fate="${fate}"\\}`);
  return [
    { name: 'messages that are left in the queue = 0', left, right: 0 },
    { name: 'deliveries done = messages deleted', left: delivered('done'), right: deletedIn(aws) },
    { name: 'deliveries again = owed', left: delivered('again'), right: counted('owed_total') },
    { name: 'in flight = 0', left: counted('in_flight'), right: 0 },
    { name: 'bytes in flight = 0', left: counted('in_flight_bytes'), right: 0 },
    {
      name: 'events judged = events of all batches',
      left: counted('events_total'),
      right: counted('batch_events_sum'),
    },
    { name: 'poison in quarantine = poison sent', left: kept, right: poison },
    {
      name: 'quarantined and lost = 0',
      left: counted('quarantined_total', '\\{outcome="lost"\\}'),
      right: 0,
    },
    { name: 'store lost = 0', left: counted('store_lost'), right: 0 },
    { name: 'feed lost = 0', left: counted('feed_lost'), right: 0 },
  ];
}

/** Every lease by which a message was deleted, however often that was asked. */
function deletedIn({ seen }: FaultProxy): number {
  const leases = new Set<string>();
  for (const { action, body } of seen) {
    if (action !== 'DeleteMessageBatch') continue;
    const { Entries = [] } = JSON.parse(body);
    for (const entry of Array.isArray(Entries) ? Entries : []) leases.add(String(entry?.ReceiptHandle));
  }
  return leases.size;
}
