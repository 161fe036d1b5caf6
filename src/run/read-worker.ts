import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createLog } from './log.ts';
import { openBuckets } from './replay/buckets.ts';
import { failureOf, type ReadAnswer, type ReaderStart, type ReadRequest } from './replay/read-protocol.ts';
import { type ReadParts, readSource } from './replay/reading.ts';

/** Parts that may be sent and not yet taken. */
const AHEAD = 4;

const { buckets, how, level, now }: ReaderStart = workerData;
const opened = openReaders();
const log = createLog(level);

async function openReaders(): Promise<ReadParts> {
  const files = await openBuckets(buckets);
  // never aborted: the main thread ends this one
  const { signal } = new AbortController();
  return { how, now, log, objects: files && ((object) => files.open({ ...object, kind: 'file' }, signal)) };
}

parentPort?.on('message', ({ source, port }: ReadRequest) => {
  opened
    .then((parts) => send(parts, source, port))
    .catch((thrown: unknown) => answer(port, { kind: 'failed', failure: failureOf(thrown) }))
    .finally(() => port.close());
});

/** Sends a file's parts, no faster than they are taken. Ends early if the other side closes the port. */
async function send(parts: ReadParts, source: ReadRequest['source'], port: MessagePort): Promise<void> {
  let sent = 0;
  let taken = 0;
  let open = true;
  let heard = () => {};
  port
    .on('message', () => {
      taken++;
      heard();
    })
    .once('close', () => {
      open = false;
      heard();
    });
  for await (const part of readSource(parts, source)) {
    answer(port, { kind: 'part', part });
    sent++;
    while (open && sent - taken >= AHEAD) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
    if (!open) return;
  }
  answer(port, { kind: 'end' });
}

function answer(port: MessagePort, what: ReadAnswer): void {
  port.postMessage(what);
}
