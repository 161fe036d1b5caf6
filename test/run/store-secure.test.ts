import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { command } from '../support/cli.ts';
import { type SecureRedis, startSecureRedis } from '../support/redis-secure.ts';
import { startRedis } from '../support/redis-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-secure-'));
const RECORDING = 'fixtures/scenarios/chain-to-data/events.jsonl';
const QUIET = ['--format', 'ndjson', '--log-level', 'error'];
let secure: SecureRedis;

/** The user's rights as docs/redis.md tells to give them. */
function documentedRights(): string {
  const [, rights = ''] =
    /ACL SETUSER rolewarden on >PASSWORD (.+)/.exec(readFileSync('docs/redis.md', 'utf8')) ?? [];
  return rights;
}

beforeAll(async () => {
  secure = await startSecureRedis(documentedRights());
  writeFileSync(join(folder, 'ca.pem'), secure.ca);
  writeFileSync(join(folder, 'rolewarden.yaml'), 'store: { tls: { ca: ca.pem, serverName: localhost } }\n');
});
afterAll(async () => {
  await secure.server.stop();
  rmSync(folder, { recursive: true });
});

describe('a store with TLS and the rights that docs/redis.md names', () => {
  const config = ['--config', join(folder, 'rolewarden.yaml')];
  const address = () => {
    const { server, username, password } = secure;
    return `rediss://${username}:${password}@127.0.0.1:${server.port}`;
  };

  it('is enough for a replay and for every baseline command', async () => {
    const store = ['--store', address(), ...config];
    const baseline = join(folder, 'memory.ndjson');
    const memory = await command(['replay', RECORDING, ...QUIET, '--baseline', baseline]);
    for (const _run of ['first', 'again']) {
      const replayed = await command(['replay', RECORDING, ...QUIET, ...store]);
      expect(replayed.stderr).toMatch(/learned: .* kept in rediss:/);
      expect(findings(replayed.stdout)).toEqual(findings(memory.stdout));
    }
    expect((await command(['baseline', 'export', ...store])).stdout).toBe(readFileSync(baseline, 'utf8'));
    expect((await command(['baseline', 'import', baseline, ...store])).code).toBeUndefined();
    expect((await command(['baseline', 'forget', 'o:all', ...store])).stderr).toContain('forgot o:all');
  });

  it('is enough to look, stop and resume', async () => {
    const acting = join(folder, 'acting.yaml');
    const tls = 'tls: { ca: ca.pem, serverName: localhost }';
    writeFileSync(acting, `store: { url: "${address()}", ${tls} }\n`);
    for (const name of ['pending', 'stop --by carol', 'pending', 'resume --by carol']) {
      const { code, stderr } = await command([...name.split(' '), '--config', acting]);
      expect([name, code, /NOPERM|refuses a command/.exec(stderr)]).toEqual([name, undefined, null]);
    }
  });

  it('is not opened without its authority, nor with a wrong password, and never shows one', async () => {
    const stranger = await command(['replay', RECORDING, '--store', address()]);
    expect(stranger.code).toBe('ERR_STORE_UNAVAILABLE');
    expect(stranger.stderr).toMatch(/certificate/);
    expect(stranger.stderr).toContain('store.tls.ca');
    const wrong = await command([
      'replay',
      RECORDING,
      '--store',
      address().replace('a-pass', 'b-pass'),
      ...config,
    ]);
    expect(wrong.code).toBe('ERR_STORE_UNAVAILABLE');
    expect(wrong.stderr).toContain('WRONGPASS');
    expect(stranger.stderr + wrong.stderr).not.toContain('-password-of-the-tests');
  });

  it('knows TLS that is missing on one side from a server that is away', async () => {
    const plain = await startRedis();
    onTestFinished(() => plain.stop());
    const asked = (address: string) => command(['replay', RECORDING, '--store', address, ...config]);
    const spoken = await asked(`rediss://127.0.0.1:${plain.port}`);
    expect(spoken.stderr).toContain('if that port does not speak TLS');
    const unspoken = await asked(address().replace('rediss:', 'redis:'));
    expect(unspoken.stderr).toContain('write rediss:// for redis://');
  });

  it('names a certificate that cannot be read', async () => {
    const path = join(folder, 'broken.yaml');
    writeFileSync(path, 'store: { tls: { ca: nowhere.pem } }\n');
    const { code, stderr } = await command(['replay', RECORDING, '--store', address(), '--config', path]);
    expect([code, stderr]).toEqual(['ERR_STORE_UNAVAILABLE', expect.stringContaining('nowhere.pem')]);
  });
});

/** Without the configuration's hash: the configurations differ. */
function findings(ndjson: string): readonly unknown[] {
  return ndjson
    .trim()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), configHash: '' }));
}
