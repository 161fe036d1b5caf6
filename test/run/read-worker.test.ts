import { on } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { user } from '../../scripts/callers.ts';
import { callerIdentity } from '../../scripts/records.ts';
import type { ReaderStart } from '../../src/run/replay/read-protocol.ts';

it('a thread whose parts are taken slowly gathers no listeners', async () => {
  const A = '111122223333';
  const one = JSON.stringify(
    callerIdentity({ at: '2026-03-02T09:00:00Z', by: user(A, 'dave'), from: '198.51.100.7', account: A }),
  );
  const path = join(mkdtempSync(join(tmpdir(), 'rolewarden-thread-')), 'many.jsonl');
  writeFileSync(path, `${one}\n`.repeat(15_000));
  const start: ReaderStart = {
    buckets: undefined,
    how: { watch: false, separate: false },
    level: 'silent',
    now: Date.now(),
  };
  const worker = new Worker('./dist/run/read-worker.js', { workerData: start, stderr: true });
  onTestFinished(() => void worker.terminate());
  let said = '';
  worker.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const { port1: own, port2: port } = new MessageChannel();
  let parts = 0;
  const done = (async () => {
    for await (const [{ kind }] of on(own, 'message', { close: ['close'] })) {
      if (kind !== 'part') return;
      parts++;
      await wait(20);
      own.postMessage('more');
    }
  })();
  worker.postMessage({ source: { kind: 'file', path, named: true }, port }, [port]);
  await done;
  own.close();
  await wait(100);
  expect(parts).toBeGreaterThan(20);
  expect(said).toBe('');
});
