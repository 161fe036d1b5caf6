import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRolewarden } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-interrupted-'));
const at = (name: string) => join(folder, name);

/** Takes connections and says nothing, as what is behind a firewall. */
const silent = createServer();
let address = '';
beforeAll(async () => {
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const bound = silent.address();
  address = `127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
  writeFileSync(at('rolewarden.yaml'), `store: { url: "redis://${address}" }\n`);
  writeFileSync(at('usual.ndjson'), '');
  spawnSync('mkfifo', [at('pipe')]);
});
afterAll(() => {
  silent.close();
  rmSync(folder, { recursive: true });
});

/** Time to begin to wait for a pipe. */
const START = 3_000;
/** Whoever has not ended then does not end: it is killed, and has said nothing. */
const STUCK = 30_000;

describe('Ctrl-C ends at once what waits', () => {
  it.each([
    ['a store', ['baseline', 'show', 'person:a', '--store', 'redis://SILENT']],
    ['a store', ['explain', 'abcdefgh', '--config', 'CONFIG']],
    ['a store', ['pending', '--config', 'CONFIG']],
    ['a store', ['doctor', '--config', 'CONFIG']],
    ['S3', ['explain', 'abcdefgh', 's3://bucket/logs/']],
    ['S3', ['baseline', 'accept', 'abcdefgh', 's3://bucket/logs/', '--baseline', 'BASELINE']],
    ['a pipe', ['replay', 'PIPE', '--baseline', 'NEW']],
    ['a pipe', ['baseline', 'import', 'PIPE', '--baseline', 'NEW']],
  ])('for %s: %j', async (_what, words) => {
    const names: Readonly<Record<string, string>> = {
      CONFIG: at('rolewarden.yaml'),
      BASELINE: at('usual.ndjson'),
      PIPE: at('pipe'),
      NEW: at('new.ndjson'),
    };
    const args = words.map((word) => names[word] ?? word.replace('SILENT', address));
    const { child, ended } = startRolewarden(args, { AWS_ENDPOINT_URL: `http://${address}` });
    await (words.includes('PIPE') ? wait(START) : new Promise((met) => silent.once('connection', met)));
    child.kill('SIGINT');
    const rescue = setTimeout(() => child.kill('SIGKILL'), STUCK);
    const { status, stderr } = await ended;
    clearTimeout(rescue);
    // none where it died of the signal
    expect(status ?? 130).toBe(130);
    expect(stderr).toContain('interrupted');
    expect(existsSync(at('new.ndjson'))).toBe(false);
  });
});
