import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../test/support/processes.ts';
import { CREDENTIALS } from '../chaos/ground.ts';
import { type Heard, hear, type Line } from './heard.ts';
import { memoryOf, sumOf } from './measured.ts';
import { until } from './waiting.ts';

/** How a process ended, and whether that is how it should have. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly seconds: number;
}

/** The packaged command in a process of its own. */
export interface Consumer {
  readonly child: ChildProcess;
  readonly lines: readonly Line[];
  /** Everything else on stderr: what a process says when it falls. */
  readonly rest: () => string;
  said(part: string): number;
  alive(): boolean;
  /** The status and the text of an answer of the health server; status 0 if there is none. */
  ask(path: string): Promise<{ readonly status: number; readonly text: string }>;
  /** A counter of `/metrics`, over all its labels. */
  metric(name: string): Promise<number>;
  /** kill -9; false if it was gone already. */
  kill(): Promise<boolean>;
  /** SIGSTOP and SIGCONT. */
  freeze(): void;
  thaw(): void;
  /** SIGTERM, and how it ended; kill -9 after 40 seconds. */
  stop(): Promise<Ended>;
  readonly ended: Promise<Ended>;
  /** Begins to read a log that was blocked. */
  listen(): void;
  /** MiB of memory that a living process has. */
  resident(): number;
  /** The most that it has had. */
  peak(): number;
}

/** How a packaged consumer is started. */
export interface ConsumerOptions {
  readonly config: string;
  readonly endpoint: string;
  /** `--source` and what belongs to it. */
  readonly source: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly level?: string;
  /** `blocked`: nobody reads it. `closed`: its reader has gone. */
  readonly stderr?: 'read' | 'blocked' | 'closed';
}

const CLI = 'dist/run/cli.js';
const PATIENCE = 40_000;

/** Starts `rolewarden consume` from the build, as the container does; resolves when its health server answers. */
export async function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const port = await freePort();
  const { config, endpoint, env = {}, level = 'info', source, stderr = 'read' } = options;
  const listen = ['--listen', `127.0.0.1:${port}`, '--log-level', level];
  const args = [CLI, 'consume', '--config', config, ...source, ...listen];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...CREDENTIALS, AWS_ENDPOINT_URL: endpoint, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const heard = hear(child, stderr);
  const began = { at: performance.now() };
  const ended = once(child, 'exit').then(([code, signal]): Ended => {
    return { code, signal, seconds: (performance.now() - began.at) / 1_000 };
  });
  const consumer = consumerOf({ child, ended, heard, port, began });
  const up = async () => !consumer.alive() || (await consumer.ask('/livez')).status !== 0;
  await until('the consumer starts', up);
  if (!consumer.alive()) throw new Error(`the consumer did not start: ${heard.rest()}`);
  return consumer;
}

function consumerOf(parts: {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly heard: Heard;
  readonly port: number;
  readonly began: { at: number };
}): Consumer {
  const { began, child, ended, heard, port } = parts;
  const alive = () => child.exitCode === null && child.signalCode === null;
  const ask: Consumer['ask'] = async (path) => {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(30_000) });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return { status: 0, text: '' };
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    const living = alive();
    began.at = performance.now();
    if (living) child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    const how = await ended;
    clearTimeout(timer);
    return { how, living };
  };
  return {
    child,
    ended,
    lines: heard.lines,
    listen: heard.listen,
    rest: heard.rest,
    said: (words) => heard.lines.filter(({ text }) => text.includes(words)).length,
    alive,
    ask,
    metric: async (name) => sumOf((await ask('/metrics')).text, name),
    kill: async () => (await end('SIGKILL')).living,
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    stop: async () => (await end('SIGTERM')).how,
    resident: () => memoryOf(child.pid, 'VmRSS'),
    peak: () => memoryOf(child.pid, 'VmHWM'),
  };
}
