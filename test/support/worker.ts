import { DATABASES } from '../../scripts/places.ts';
import { createApp } from '../../src/app.ts';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Log } from '../../src/core/ports/ports.ts';

/**
 * A consumer in a process of its own: `worker.ts <port>`. It is sent deliveries and answers each with its id, and with
 * whether everything was learned.
 */
let errors = 0;
const log: Log = { debug() {}, info() {}, warn() {}, error: () => void errors++ };
const link = openRedis({ url: `redis://127.0.0.1:${process.argv[2]}`, timeout: 60_000 });
await link.ready(60_000);
const config = parseConfig({ databases: DATABASES }, 'the worker');
const { analyzer } = await createApp({ config, log, store: link.store });

process.on('message', (message: { readonly id: string; readonly records: readonly unknown[] }) => {
  const before = errors;
  void analyzer.analyze([{ id: message.id, body: { Records: message.records } }]).then(() => {
    process.send?.({ id: message.id, learned: errors === before });
  });
});
process.send?.({ ready: true });
