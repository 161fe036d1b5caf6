import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A server that a test started, and can stop, freeze or kill. */
export interface Running {
  readonly port: number;
  readonly child: ChildProcess;
  /** Kills it and waits until it is gone. */
  stop(): Promise<void>;
}

/** Below those that a system hands out by itself, so that no connection and no port 0 takes one between two uses. */
const PORTS = { from: 10_000, each: 2_500, shares: 8 } as const;
/** Every worker of vitest has a share of its own, and begins somewhere in it: other runs go on beside this one. */
const share = PORTS.from + PORTS.each * (Number(process.env['VITEST_POOL_ID'] ?? 0) % PORTS.shares);
let next = Math.floor(Math.random() * PORTS.each);

/** A port that nobody listens on at this moment, and that this process gives to nobody else. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS.each; tries++) {
    const port = share + (next++ % PORTS.each);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free from ${share} on`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Starts a server and waits until its port answers. Throws with its output if it ends or stays silent for minutes. */
export async function run(command: string, args: readonly string[], port: number): Promise<Running> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  for (let tries = 0; !(await answers(port)); tries++) {
    if (failure !== undefined) throw failure;
    if (child.exitCode !== null || tries > 2_000) throw new Error(`${command} did not start: ${said}`);
    await wait(100);
  }
  return { port, child, stop: () => ended(child) };
}

/** Starts a server that was stopped once more, in the same place with the same options. */
export function restart({ child, port }: Running): Promise<Running> {
  return run(child.spawnfile, child.spawnargs.slice(1), port);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (up: boolean) => {
      socket.destroy();
      resolve(up);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
}
