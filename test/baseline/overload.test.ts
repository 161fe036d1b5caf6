import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { often } from '../support/full.ts';
import type { Running } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';

let server: Running;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

it.each(['refuse', 'blackhole'])(
  'two thousand batches at once at a store that went away (%s): every call settles, memory stays',
  async (mode) => {
    const waves = often(5, 50);
    const script = ['--expose-gc', '--import', 'tsx', 'test/support/overload.ts'];
    const args = [...script, String(server.port), mode, String(waves)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const said = JSON.parse(stdout);
    console.log(`overload, ${mode}: ${stdout.trim()}`);
    expect(said.settled).toBe(waves * 4_000);
    expect(said.failed).toBe(waves * 4_000);
    // MiB: what is left when all have settled, and the most that the process ever grew.
    expect(said.kept).toBeLessThan(16);
    expect(said.peak).toBeLessThan(256);
  },
);
