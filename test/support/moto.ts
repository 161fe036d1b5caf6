import { spawnSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { freePort, run } from './processes.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The address of moto, an AWS API emulator: one for all test files, so every test names its own resources. */
    readonly aws: string;
  }
}

const PLACES = ['moto_server', '.tools/moto/bin/moto_server'];

/** Starts moto on a free port; fails aloud where it is missing. */
export async function startMoto(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const command = PLACES.find((place) => spawnSync(place, ['--help']).status === 0);
  if (command === undefined) throw new Error('moto_server is missing: run scripts/test-servers.sh');
  const port = await freePort();
  const moto = await run(command, ['-H', '127.0.0.1', '-p', String(port)], port);
  return { url: `http://127.0.0.1:${port}`, stop: () => moto.stop() };
}

/** One moto for all tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const moto = await startMoto();
  project.provide('aws', moto.url);
  return () => moto.stop();
}
