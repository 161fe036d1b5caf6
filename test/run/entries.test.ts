import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEntries } from '../../src/run/replay/entries.ts';
import type { PathEntry } from '../../src/run/replay/readers.ts';

const MANY = 2_500;
const folder = mkdtempSync(join(tmpdir(), 'rolewarden-entries-'));
beforeAll(() => {
  for (let at = 0; at < MANY; at++) writeFileSync(join(folder, `n${at}`), '');
  for (const name of ['a.json', 'n5.json', 'z.json']) writeFileSync(join(folder, name), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const ignored = () => undefined;
const log = { debug: ignored, info: ignored, warn: ignored, error: ignored };
const find = (signal: AbortSignal) =>
  findEntries({ paths: [folder], ours: [], buckets: undefined, to: undefined, signal, log });
const told = (entry: PathEntry) =>
  entry.kind === 'counts'
    ? entry.counts.skippedFiles
    : 'path' in entry.source && entry.source.path.slice(folder.length);

describe('names that are no recordings', () => {
  it('are added up until the next recording: a million of them take no memory', async () => {
    const all: PathEntry[] = [];
    for await (const entry of find(new AbortController().signal)) all.push(entry);
    const parts = all.map(told);
    expect(parts.filter((part) => typeof part === 'string')).toEqual(['/a.json', '/n5.json', '/z.json']);
    expect(parts).toHaveLength(5);
    expect(parts.reduce((sum: number, part) => sum + (typeof part === 'number' ? part : 0), 0)).toBe(MANY);
  });

  it('let others take their turn: Ctrl-C is heard among them', async () => {
    const stopping = new AbortController();
    const entries = find(stopping.signal);
    await entries.next();
    setImmediate(() => stopping.abort(new Error('stopped')));
    await expect(
      (async () => {
        for await (const _ of entries);
      })(),
    ).rejects.toThrow('stopped');
  });
});
