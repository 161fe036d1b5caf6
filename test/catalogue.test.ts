import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../src/rules/catalogue.ts';

const files = readdirSync('src/rules').filter((file) => !['catalogue.ts', 'define.ts'].includes(file));

describe('the catalogue', () => {
  it('lists every rule file, and nothing else', () => {
    expect(CATALOGUE.map(({ id }) => `${id}.ts`).sort(), 'run `npm run gen`').toEqual(files.sort());
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(40);
  });

  it('names no fixture: a rule may not know what it is tested on', () => {
    const names = readdirSync('fixtures/scenarios').filter(
      (name) => name.includes('-') && !CATALOGUE.some(({ id }) => id === name),
    );
    for (const file of files) {
      const source = readFileSync(`src/rules/${file}`, 'utf8');
      for (const name of [...names, 'example.com', '111122223333', '192.0.2.'])
        expect(source, file).not.toContain(name);
    }
  });
});

describe.each(CATALOGUE.map((rule) => ({ id: rule.id, rule })))('$id', ({ id, rule }) => {
  it('says what a person must know', () => {
    for (const text of [rule.title, rule.why, ...rule.blindSpots, ...rule.falsePositives, ...rule.respond]) {
      expect(text.trim().length).toBeGreaterThanOrEqual(7);
    }
    expect(rule.ask ?? 'whether.').toMatch(/^[^?]*\bwhether\b[^?]*\.$/);
    for (const reference of rule.references) expect(new URL(reference).protocol).toBe('https:');
    for (const technique of rule.attack) expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/);
  });

  it('binds on its defaults and refuses what it does not know', () => {
    expect(() => rule.bind(undefined)).not.toThrow();
    expect(() => rule.bind({ nonsense: 1 })).toThrow(/nonsense/);
  });

  it('has cases that fire, that must not, and one that almost does', () => {
    const path = `test/rules/${id}.test.ts`;
    expect(existsSync(path), `${path} is missing`).toBe(true);
    const source = readFileSync(path, 'utf8');
    expect(source).toContain(`src/rules/${id}.ts`);
    for (const kind of ['fires: [', 'silent: [', 'almost: [']) expect(source).toContain(kind);
  });
});
