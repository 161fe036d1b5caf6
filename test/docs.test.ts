import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../src/core/errors.ts';

describe('docs/errors.md', () => {
  it('has a row for every code, and for nothing else', () => {
    const rows = readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `(ERR_[A-Z_]+)` \|/gm);
    expect([...rows].map(([, code]) => code).sort()).toEqual([...ERROR_CODES].sort());
  });
});

describe('docs/adr', () => {
  it('lists every decision', () => {
    const index = readFileSync('docs/adr/README.md', 'utf8');
    const listed = [...index.matchAll(/\]\((\d{4}-[\w-]+\.md)\)/g)].map(([, file]) => file ?? '');
    expect(listed.length).toBeGreaterThan(3);
    for (const file of listed)
      expect(readFileSync(`docs/adr/${file}`, 'utf8')).toMatch(/\*\*Decision\.\*\*[\s\S]*\*\*Why\.\*\*/);
  });
});
