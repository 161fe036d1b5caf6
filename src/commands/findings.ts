import { readFileSync } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { text as textFrom } from 'node:stream/consumers';
import Ajv from 'ajv/dist/2020.js';
import { codeOf, RolewardenError, reasonOf, wrongUsage } from '../core/errors.ts';
import type { Compared } from '../core/finding/difference.ts';
import { type Finding, LEVELS } from '../core/finding/finding.ts';
import { decoded } from '../core/text/decode.ts';
import { FINDING_SCHEMA } from '../report/schema.ts';

/**
 * Reads findings as `replay --format ndjson` writes them, one a line, from a file or from standard input (`-`). Throws
 * ERR_INPUT_UNREADABLE, with the number of the line, for one that is no finding of this version: those of another
 * version may lack fields.
 */
export async function readFindings(path: string, signal: AbortSignal): Promise<readonly Finding[]> {
  if (path !== '-') return findingsIn(textOf(path), path);
  return findingsIn(await textFrom(addAbortSignal(signal, process.stdin)), 'standard input');
}

function findingsIn(text: string, name: string): readonly Finding[] {
  const isFinding = findingCheck();
  return linesOf(text, name).map(({ value, number }) => {
    if (isFinding(value)) return value;
    const [fault] = isFinding.errors ?? [];
    throw notFindings(name, number, `${fault?.instancePath ?? ''} ${fault?.message ?? ''}`.trim());
  });
}

/** Makes the check of a value against this version's schema of findings. */
export function findingCheck() {
  return new Ajv.default({ strict: false, validateFormats: false }).compile<Finding>(FINDING_SCHEMA);
}

/** Whether a file has findings, and not a configuration, by its name or first line. An empty file counts as one. */
export function holdsFindings(path: string): boolean {
  if (/\.(ndjson|jsonl)$/i.test(path)) return true;
  try {
    return /^(\{"schema":"rolewarden\.finding\/|$)/.test(decoded(readFileSync(path)).slice(0, 40));
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
/** The fields that findings of every version have: enough to compare two runs. */
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

/** Reads findings of any version, with the fields by which two runs are compared. Throws as `readFindings` does. */
export function readCompared(path: string): readonly Compared[] {
  const isCompared = new Ajv.default({ strict: false }).compile<Compared>(COMPARED);
  return linesOf(textOf(path), path).map(({ value, number }) => {
    if (isCompared(value)) return value;
    throw notFindings(path, number, isCompared.errors?.[0]?.message ?? 'not a finding');
  });
}

interface Line {
  readonly value: unknown;
  readonly number: number;
}

const WRITTEN = 'name what `rolewarden replay --format ndjson --out FILE` wrote';

function textOf(path: string): string {
  try {
    return decoded(readFileSync(path));
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT') throw wrongUsage(`there is no file ${path}`, WRITTEN, { cause });
    if (code === 'EISDIR')
      throw wrongUsage(`cannot read ${path}: it is a folder, not a file`, WRITTEN, { cause });
    throw new RolewardenError(
      'ERR_INPUT_UNREADABLE',
      `cannot read ${path}: ${reasonOf(cause)}`,
      'check its permissions, or name another file of findings',
      { cause },
    );
  }
}

function linesOf(text: string, name: string): readonly Line[] {
  return text.split('\n').flatMap((line, at): readonly Line[] => {
    if (line.trim() === '') return [];
    try {
      return [{ value: JSON.parse(line), number: at + 1 }];
    } catch {
      throw notFindings(name, at + 1, 'not JSON');
    }
  });
}

function notFindings(name: string, line: number, fault: string): RolewardenError {
  return new RolewardenError(
    'ERR_INPUT_UNREADABLE',
    `${name}:${line} is not a finding of this version: ${fault}`,
    'write the file with `rolewarden replay --format ndjson --out FILE`',
  );
}
