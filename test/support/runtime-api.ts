import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { resolve as absolute } from 'node:path';
import { text } from 'node:stream/consumers';
import { onLoopback } from './loopback.ts';

/** How an invocation ended, as the function told the Runtime API. */
export type Invoked =
  | { readonly kind: 'response'; readonly value: unknown; readonly ms: number }
  | { readonly kind: 'error'; readonly type: string; readonly message: string; readonly ms: number };

/** A function in a process of its own, behind the Lambda Runtime API. */
export interface Sandbox {
  readonly child: ChildProcess;
  /** From the process's start to its first question for work. */
  readonly ready: Promise<number>;
  invoke(event: unknown, limit?: number): Promise<Invoked>;
  /** Everything it has written so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  stop(): Promise<void>;
}

/** Who runs the loop: a client of our own, or AWS's where `scripts/lambda-ric.sh` has built it. */
export type Client = 'own' | 'ric';

const RIC = '.tools/ric/node_modules/aws-lambda-ric/bin/index.mjs';
/** The clients that can run here. */
export const CLIENTS: readonly Client[] = existsSync(RIC) ? ['own', 'ric'] : ['own'];

interface Waiting {
  readonly id: string;
  readonly body: string;
  readonly limit: number;
  begun: number;
  readonly done: (invoked: Invoked) => void;
}

/** Starts the bundle in `folder` as Lambda would: one sandbox, one invocation at a time, a deadline for each. */
export async function startSandbox(
  folder: string,
  {
    client = 'own',
    env = {},
  }: { readonly client?: Client; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Sandbox> {
  const api = await startRuntimeApi();
  const root = absolute(folder);
  const started = performance.now();
  const args =
    client === 'ric' ? [absolute(RIC), 'index.handler'] : [absolute('test/support/lambda-runtime.mjs')];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, ...lambdaEnvironment(root, api.port) },
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      said[stream] += String(chunk);
    });
  }
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void gone.then(() => api.fail(`the function ended: ${said.stderr.slice(-2_000)}`));
  return {
    child,
    ready: api.asked.then(() => performance.now() - started),
    invoke: api.invoke,
    output: () => ({ ...said }),
    async stop() {
      child.kill('SIGKILL');
      await gone;
      await api.close();
    },
  };
}

function lambdaEnvironment(root: string, port: number): Readonly<Record<string, string>> {
  return {
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    LAMBDA_TASK_ROOT: root,
    _HANDLER: 'index.handler',
    AWS_LAMBDA_FUNCTION_NAME: 'rolewarden',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/rolewarden',
    AWS_LAMBDA_LOG_STREAM_NAME: 'test',
    NODE_ENV: 'production',
  };
}

async function startRuntimeApi() {
  const queue: Waiting[] = [];
  const running = new Map<string, Waiting>();
  let idle: ServerResponse | undefined;
  let ask = () => {};
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const next = () => {
    const [work] = queue;
    if (idle === undefined || work === undefined) return;
    queue.shift();
    work.begun = performance.now();
    running.set(work.id, work);
    idle.writeHead(200, {
      'content-type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': work.id,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + work.limit),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:123456789012:function:rolewarden',
      'Lambda-Runtime-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
    });
    idle.end(work.body);
    idle = undefined;
  };
  const fail = (message: string) => {
    for (const work of [...queue, ...running.values()])
      work.done({ kind: 'error', type: 'Runtime.ExitError', message, ms: performance.now() - work.begun });
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      idle = response;
      ask();
      next();
      return;
    }
    void text(request).then((body) => {
      response.writeHead(202).end('{"status":"OK"}');
      if (path.endsWith('/init/error')) fail(`init error: ${body}`);
      const [, id = '', what] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
      const work = running.get(id);
      running.delete(id);
      work?.done(endOf(what === 'error', body, performance.now() - work.begun));
    });
  });
  const { close, port } = await onLoopback(server);
  return {
    port,
    asked,
    fail,
    invoke: (event: unknown, limit = 60_000) =>
      new Promise<Invoked>((done) => {
        queue.push({ id: randomUUID(), body: JSON.stringify(event), limit, begun: performance.now(), done });
        next();
      }),
    close,
  };
}

function endOf(failed: boolean, body: string, ms: number): Invoked {
  const value: unknown = body === '' ? undefined : JSON.parse(body);
  if (!failed) return { kind: 'response', value, ms };
  const told = typeof value === 'object' && value !== null ? value : {};
  const said = (key: string) => String(Object.entries(told).find(([name]) => name === key)?.[1] ?? '');
  return { kind: 'error', type: said('errorType'), message: said('errorMessage'), ms };
}
