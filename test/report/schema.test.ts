import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { toNdjson } from '../../src/report/ndjson.ts';
import { FINDING_SCHEMA } from '../../src/report/schema.ts';
import { aFinding } from './a-finding.ts';

const valid = new Ajv.default({ strict: true, allowUnionTypes: true, validateFormats: false }).compile(
  FINDING_SCHEMA,
);
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const sample: Json = JSON.parse(
  toNdjson({
    ...aFinding(),
    actions: [{ action: 'log', actionId: null, mode: 'shadow', outcome: 'done', detail: null }],
  }),
);

/** Every copy of the value that lacks one key somewhere, with the key's path; free-form evidence and habits aside. */
function withoutOne(value: Json, path = ''): readonly (readonly [string, Json])[] {
  if (typeof value !== 'object' || value === null || /\.(?:evidence|known|emerging)$/.test(path)) return [];
  const entries: readonly (readonly [string, Json])[] = Object.entries(value);
  const rebuilt = (changed: readonly (readonly [string, Json])[]): Json =>
    Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed);
  return entries.flatMap(([key, child]) => {
    const at = `${path}.${key}`;
    const inner = withoutOne(child, at).map(
      ([where, less]) => [where, rebuilt(entries.map(([k, v]) => [k, k === key ? less : v]))] as const,
    );
    const lacks = Array.isArray(value) ? [] : [[at, rebuilt(entries.filter(([k]) => k !== key))] as const];
    return [...lacks, ...inner];
  });
}

describe('the schema of a finding', () => {
  it('accepts what toFinding makes', () => {
    expect(valid(sample), JSON.stringify(valid.errors)).toBe(true);
    const bare = aFinding(
      { role: undefined, grant: undefined, origin: { kind: 'internal' }, sharedEventId: 'shared' },
      { signals: [], unknown: [], context: [], lineage: { sessions: [], partial: true }, cause: null },
    );
    expect(valid(JSON.parse(toNdjson(bare))), JSON.stringify(valid.errors)).toBe(true);
  });

  const required = withoutOne(sample).filter(([path]) => path !== '.actor.accessKeyId');
  it.each(required)('refuses a finding without %s', (_, less) => {
    expect(valid(less)).toBe(false);
  });

  it('refuses another version, an unknown level and a score above 100, and lets later versions add fields', () => {
    const base = aFinding();
    for (const change of [
      { schema: 'rolewarden.finding/2' },
      { level: 'severe' },
      { score: 101 },
      { score: 9.5 },
    ]) {
      expect(valid({ ...base, ...change }), JSON.stringify(change)).toBe(false);
    }
    expect(valid({ ...base, later: 1, event: { ...base.event, later: 1 } })).toBe(true);
  });

  it('is the published file', () => {
    expect(JSON.parse(readFileSync('schema/finding.schema.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(FINDING_SCHEMA)),
    );
  });
});

describe('NDJSON', () => {
  it('is one line with the keys in schema order', () => {
    const line = toNdjson(aFinding());
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(Object.keys(JSON.parse(line))).toEqual(FINDING_SCHEMA['required']);
  });
});
