import { openRedis } from '../../src/baseline/redis/link.ts';
import { consume, SHORT } from './kinesis-rig.ts';

/**
 * A feed in a process of its own: `kinesis-worker.ts <url> <stream> <Redis port>`. Sends every text that it takes, and
 * stops when it is sent anything.
 */
const [url = '', stream = '', port] = process.argv.slice(2);
const link = openRedis({ url: `redis://127.0.0.1:${port}`, timeout: 5_000 });
await link.ready(60_000);
const consumer = consume({
  url,
  stream,
  checkpoints: link.checkpoints,
  pace: { lease: SHORT },
  fate(text) {
    process.send?.(text);
    return 'done';
  },
});
process.on('message', () => {
  void consumer.stop().then(() => process.exit(0));
});
