import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/run/log.ts';

/** What a call writes: the line, and what it says when it is parsed. */
function written(fields: object, message = 'said') {
  const lines: string[] = [];
  createLog('info', { write: (text) => lines.push(text) }).info(fields, message);
  const line = lines.join('');
  return { line, parsed: JSON.parse(line) };
}

const SECRET = 'wJalrXUtnFEMIhunter2';

describe('a log line', () => {
  it('is one line without what acts on a terminal, and parses to the exact text', () => {
    const hostile = 'AROA\u009b31m\u202e\u001b]0;x\u0007\u2028\n\ud800 ends';
    const { line, parsed } = written({ session: hostile, [hostile]: { deep: [hostile] } }, hostile);
    expect(line).toMatch(/^[\x20-\x7e]+\n$/);
    expect([parsed.session, parsed[hostile].deep[0], parsed.msg]).toEqual([hostile, hostile, hostile]);
  });

  it.each([
    `rediss://admin:${SECRET}@cache.example:6379 refused`,
    `SessionToken: ${SECRET}`,
    `aws_session_token=${SECRET}`,
    `AWS_SECRET_ACCESS_KEY = "${SECRET}"`,
    JSON.stringify({ Credentials: { SecretAccessKey: SECRET, SessionToken: SECRET } }),
    `https://s3.example/?X-Amz-Security-Token=${SECRET}&X-Amz-Date=2026`,
  ])('says nothing secret of %s', (text) => {
    for (const { line } of [
      written({ reason: text }),
      written({ err: new Error(text) }),
      written({}, text),
    ]) {
      expect(line).not.toContain(SECRET);
      expect(line).toContain('[redacted]');
    }
  });

  it('leaves ordinary texts as they are', () => {
    const reason =
      'https://sqs.eu-central-1.amazonaws.com/1/q: the session token is expired; user@example.com';
    expect(written({ reason }).parsed.reason).toBe(reason);
  });

  it('says nothing secret by name, at any depth', () => {
    const name = fc.constantFrom(
      'sessionToken',
      'aws_session_token',
      'Secret-Access-Key',
      'externalId',
      'password',
    );
    const path = fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.constant(0)), { maxLength: 12 });
    fc.assert(
      fc.property(name, path, (secret, way) => {
        const inner: unknown = { [secret]: { value: SECRET } };
        const fields = way.reduce<unknown>((at, key) => (key === 0 ? [at] : { [key]: at }), inner);
        expect(written({ fields }).line).not.toContain(SECRET);
      }),
    );
  });
});

describe('a log on a full disk', () => {
  const program = `
    const { createLog } = await import('./src/run/log.ts');
    const log = createLog('info');
    for (let line = 0; line < 20_000; line++) log.warn({ line }, 'x'.repeat(200));
    console.log(process.memoryUsage().heapUsed < 64 * 1_048_576 ? 'works on' : 'grows');`;

  it('loses lines; the process works on, and keeps no more than a few of them', () => {
    const full = openSync('/dev/full', 'w');
    const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
    const done = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', full], encoding: 'utf8' });
    closeSync(full);
    expect([done.stdout, done.status]).toEqual(['works on\n', 0]);
  });
});
