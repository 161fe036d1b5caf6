import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { fixtureFiles } from '../scripts/fixture-files.ts';

const generated = fixtureFiles();
const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'].map((block) =>
  ipaddr.parseCIDR(block),
);
/** Accounts of AWS's own documentation, in their style: no account here is anybody's by intention. */
const ACCOUNTS = new Set([
  '111122223333',
  '444455556666',
  '555566667777',
  '777788889999',
  '999988887777',
  '123456789012',
  ...Array.from({ length: 9 }, (_, n) => `22222222220${n}`),
]);
/** Written by people; everything else below fixtures/ comes from the generator. */
const BY_HAND = new Set(['README.md']);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const files = filesBelow('fixtures');
const texts = files.filter((path) => !path.endsWith('.mmdb')).map((path) => [path, textOf(path)] as const);
const recordings = texts.filter(([path]) => path.endsWith('.jsonl'));

function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}

/** Every key of a value with what stands under it, however deep. */
function* pairs(value: unknown): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [key, inner];
    yield* pairs(inner);
  }
}

function recordsOf(text: string): readonly unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

describe('the fixtures', () => {
  it('are what the generator writes, byte for byte', () => {
    const different = [...generated].filter(
      ([path, content]) =>
        !existsSync(join('fixtures', path)) ||
        !readFileSync(join('fixtures', path)).equals(Buffer.from(content)),
    );
    expect(
      different.map(([path]) => path),
      'run `npm run fixtures`',
    ).toEqual([]);
    const again = [...fixtureFiles()].map(([path, content]) => [path, Buffer.from(content).toString('hex')]);
    expect(again).toEqual(
      [...generated].map(([path, content]) => [path, Buffer.from(content).toString('hex')]),
    );
  });

  it('hold nothing that the generator does not write', () => {
    const strangers = files
      .map((path) => path.slice('fixtures/'.length))
      .filter((path) => !generated.has(path) && !BY_HAND.has(path));
    expect(strangers, 'delete what no story tells any more').toEqual([]);
  });

  it.each(recordings)('%s names only documentation accounts', (_path, text) => {
    const named = [...text.matchAll(/arn:aws:\w+:[\w-]*:(\d+):|"\w*[aA]ccountId":"(\d+)"/g)];
    const accounts = new Set(named.map(([, inArn, inField]) => inArn ?? inField ?? ''));
    expect(accounts.size).toBeGreaterThan(0);
    expect([...accounts].filter((account) => !ACCOUNTS.has(account))).toEqual([]);
  });

  it.each(recordings)('%s names only documentation addresses', (_path, text) => {
    const sources = recordsOf(text).flatMap((record) =>
      [...pairs(record)].filter(([key]) => key === 'sourceIPAddress').map(([, value]) => String(value)),
    );
    expect(sources).not.toEqual([]);
    const addresses = new Set(sources.filter((source) => ipaddr.isValid(source)));
    const elsewhere = [...addresses].filter((address) => {
      const parsed = ipaddr.parse(address);
      return !DOCUMENTATION.some(
        ([block, bits]) => block.kind() === parsed.kind() && parsed.match(block, bits),
      );
    });
    expect(elsewhere).toEqual([]);
  });

  it.each(texts)('%s has only example key ids and unique ids', (_path, text) => {
    const ids = [...text.matchAll(/\b(?:ASIA|AKIA|AROA|AIDA)[A-Z0-9]{8,}\b/g)].map(([id]) => id);
    expect(ids.filter((id) => !id.endsWith('EXAMPLE') || id.length < 20 || id.length > 21)).toEqual([]);
  });

  it('use every event id once', () => {
    for (const [path, text] of recordings) {
      const ids = recordsOf(text).flatMap((record) =>
        [...pairs(record)].filter(([key]) => key === 'eventID').map(([, id]) => id),
      );
      expect(ids, path).not.toEqual([]);
      expect(new Set(ids).size, path).toBe(ids.length);
    }
  });

  it('hold no session token, secret key or password', () => {
    for (const [path, text] of texts) {
      expect(text, path).not.toMatch(/sessionToken|secretAccessKey|SecretAccessKey|password"/);
    }
  });
});

/** Temporary tokens and secret keys as AWS writes them; assembled here, so that this file does not match itself. */
const TOKEN = new RegExp(
  [`(?:${['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz'].join('|')})`, '[A-Za-z0-9+/=]{40,}'].join(''),
);

it('no test holds anything that looks like a real session token', () => {
  for (const path of filesBelow('test')) expect(textOf(path), path).not.toMatch(TOKEN);
});
