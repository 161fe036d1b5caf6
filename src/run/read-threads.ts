import { on } from 'node:events';
import { existsSync } from 'node:fs';
import { MessageChannel, Worker } from 'node:worker_threads';
import { wrongUsage } from '../core/errors.ts';
import { errorOf, type ReadAnswer, type ReaderStart, type ReadRequest } from './replay/read-protocol.ts';
import type { Readers } from './replay/readers.ts';
import type { Part, Source } from './replay/reading.ts';

/** What one thread reads at once. One file is scanned while another is inflated; objects are mostly waited for. */
const EACH = { files: 2, objects: 8 };

/** Threads that read files. `close` ends them, even while they are reading. */
export interface ReadThreads extends Readers {
  close(): Promise<void>;
}

/** Starts threads. Each file goes to the thread with the fewest. Throws ERR_USAGE if the code is not built. */
export function startReadThreads(count: number, start: ReaderStart): ReadThreads {
  if (!existsSync(ENTRY)) {
    throw wrongUsage(
      '--workers needs the built command line: threads run no TypeScript',
      'run `npm run build` and use dist/run/cli.js, or leave --workers out',
    );
  }
  const threads = Array.from({ length: count }, () => startThread(start));
  const read = async function* (source: Source): AsyncGenerator<Part> {
    const idle = threads.reduce((a, b) => (b.busy < a.busy ? b : a));
    idle.busy++;
    try {
      yield* readWith(idle, source);
    } finally {
      idle.busy--;
    }
  };
  return {
    read,
    most: count * (start.buckets === undefined ? EACH.files : EACH.objects),
    close: async () => void (await Promise.all(threads.map(({ worker }) => worker.terminate()))),
  };
}

interface Thread {
  readonly worker: Worker;
  busy: number;
  /** Why the thread ended, if it did. */
  failure: Error | undefined;
}

/** MiB of a thread's young generation. Small, for inflated buffers are freed only when it is collected. */
const YOUNG = 8;
/** The thread's code, which exists once it is built: threads run no TypeScript. */
const ENTRY = new URL('./read-worker.js', import.meta.url);

function startThread(start: ReaderStart): Thread {
  const worker = new Worker(ENTRY, {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
  });
  const thread: Thread = { worker, busy: 0, failure: undefined };
  worker.once('error', (thrown: unknown) => {
    thread.failure = thrown instanceof Error ? thrown : new Error(String(thrown));
  });
  return thread;
}

/** A file's parts from a thread. Throws what reading threw there, or why the thread ended. */
async function* readWith(thread: Thread, source: Source): AsyncGenerator<Part> {
  if (thread.failure !== undefined) throw thread.failure;
  const { port1: own, port2: port } = new MessageChannel();
  const request: ReadRequest = { source, port };
  // a thread that ended before it saw the request would never close the port
  const ended = () => own.close();
  thread.worker.once('exit', ended).postMessage(request, [port]);
  try {
    for await (const [message] of on(own, 'message', { close: ['close'] })) {
      const answer: ReadAnswer = message;
      if (answer.kind === 'end') return;
      if (answer.kind === 'failed') throw errorOf(answer.failure);
      yield answer.part;
      own.postMessage('more');
    }
    throw thread.failure ?? new Error('a thread that reads files ended');
  } finally {
    thread.worker.off('exit', ended);
    own.close();
  }
}
