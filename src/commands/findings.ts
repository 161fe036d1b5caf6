import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import type { Compared } from '../core/difference.ts';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import { type Finding, LEVELS } from '../core/finding.ts';
import { FINDING_SCHEMA } from '../report/schema.ts';

/**
 * Reads findings as `replay --format ndjson` writes them, one a line. Throws ERR_INPUT_UNREADABLE with the line that
 * is not one: a file of another version lacks fields, and must be written again.
 */
export function readFindings(path: string): readonly Finding[] {
  const isFinding = findingCheck();
  return linesOf(path).map(({ value, number }) => {
    if (isFinding(value)) return value;
    const [fault] = isFinding.errors ?? [];
    throw notFindings(path, number, `${fault?.instancePath ?? ''} ${fault?.message ?? ''}`.trim());
  });
}

/** Checks a value against this version's schema. */
export function findingCheck() {
  return new Ajv.default({ strict: false, validateFormats: false }).compile<Finding>(FINDING_SCHEMA);
}

/** Whether a file holds findings, and not a configuration: by its name, or its first line; an empty one holds none. */
export function holdsFindings(path: string): boolean {
  if (/\.(ndjson|jsonl)$/i.test(path)) return true;
  try {
    return /^(\{"schema":"rolewarden\.finding\/|$)/.test(
      new TextDecoder().decode(readFileSync(path)).slice(0, 40),
    );
  } catch {
    return false;
  }
}

const text = { type: 'string' };
const signal = {
  type: 'object',
  properties: { ruleId: text, points: { type: 'integer' } },
  required: ['ruleId', 'points'],
};
/** What findings of every version have: enough to compare. */
const COMPARED = {
  type: 'object',
  properties: {
    id: text,
    time: text,
    summary: text,
    score: { type: 'integer' },
    level: { enum: LEVELS },
    signals: { type: 'array', items: signal },
  },
  required: ['id', 'time', 'summary', 'score', 'level', 'signals'],
};

/** Findings of any version, as far as two runs are compared by them. Throws as `readFindings` does. */
export function readCompared(path: string): readonly Compared[] {
  const isCompared = new Ajv.default({ strict: false }).compile<Compared>(COMPARED);
  return linesOf(path).map(({ value, number }) => {
    if (isCompared(value)) return value;
    throw notFindings(path, number, isCompared.errors?.[0]?.message ?? 'not a finding');
  });
}

interface Line {
  readonly value: unknown;
  readonly number: number;
}

function linesOf(path: string): readonly Line[] {
  let text: string;
  try {
    text = new TextDecoder().decode(readFileSync(path));
  } catch (cause) {
    throw new RolewardenError(
      'ERR_INPUT_UNREADABLE',
      `cannot read ${path}: ${reasonOf(cause)}`,
      'name a file of findings',
      { cause },
    );
  }
  return text.split('\n').flatMap((line, at): readonly Line[] => {
    if (line.trim() === '') return [];
    try {
      return [{ value: JSON.parse(line), number: at + 1 }];
    } catch {
      throw notFindings(path, at + 1, 'not JSON');
    }
  });
}

function notFindings(path: string, line: number, fault: string): RolewardenError {
  return new RolewardenError(
    'ERR_INPUT_UNREADABLE',
    `${path}:${line} is not a finding of this version: ${fault}`,
    'write the file with `rolewarden replay --format ndjson --out FILE`',
  );
}
