import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { codeOf, RolewardenError, reasonOf } from '../core/errors.ts';
import { decoded } from '../core/text/decode.ts';
import { mustBeFile } from '../core/text/file-kind.ts';
import { fieldOf } from '../core/text/json.ts';
import { faultWords, foundWords } from './fault-words.ts';
import { atHome } from './home.ts';
import { meantKey } from './known-keys.ts';
import { type Config, configSchema } from './schema.ts';

/**
 * Reads and checks a YAML or JSON file. Paths in it are relative to the file. Throws ERR_CONFIG_UNREADABLE, or
 * ERR_CONFIG_INVALID, which names every fault.
 */
export function loadConfig(path: string): Config {
  let text: string;
  try {
    mustBeFile(path, statSync(path));
    text = decoded(readFileSync(path));
  } catch (cause) {
    throw new RolewardenError(
      'ERR_CONFIG_UNREADABLE',
      `cannot read the configuration ${path}: ${reasonOf(cause)}`,
      codeOf(cause) === 'EACCES'
        ? 'check its permissions, or name another file'
        : 'name another file, or none: every setting has a default',
      { cause },
    );
  }
  const config = parseConfig(parseText(text, path), path);
  return atHome(config, dirname(resolve(path)));
}

/**
 * Checks a configuration (`{}` is one) and fills in the defaults. Paths in it stay relative to the working directory.
 * `source`: where it comes from, for the error. Throws ERR_CONFIG_INVALID, which names every fault.
 */
export function parseConfig(value: unknown, source: string): Config {
  // compiling the schema would pay only for thousands of values: this is one
  const result = configSchema.safeParse(value ?? {}, { jitless: true, error: faultWords });
  if (result.success) return result.data;
  // a key may hold a line break: what stands behind it would look like words of ours
  const faults = result.error.issues
    .filter((issue, at, all) => !repeats(issue, all.slice(0, at)))
    .flatMap((issue) => words(issue, value))
    .map((fault) => fault.replaceAll('\n', '\\n'));
  throw new RolewardenError(
    'ERR_CONFIG_INVALID',
    `${source} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    'correct the paths named; `rolewarden config schema` prints every key with its meaning',
  );
}

/** Where the library speaks of its own functions. */
const FAULTS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the key stands there for the second time',
  MULTIPLE_DOCS: 'several documents in one file (---)',
};

function parseText(text: string, path: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // an unknown tag, such as a template's `!Ref`, is only a warning: it would be ignored
  const error = document.errors[0] ?? document.warnings[0];
  if (error === undefined) return resolved(document, path);
  const { line, col } = lines.linePos(error.pos[0]);
  throw new RolewardenError(
    'ERR_CONFIG_INVALID',
    `${path}:${line}:${col}: not YAML or JSON: ${FAULTS[error.code] ?? error.message}`,
    'correct the syntax at that place',
  );
}

function resolved(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    const message = `${path}: not a configuration: ${reasonOf(cause)}`;
    throw new RolewardenError('ERR_CONFIG_INVALID', message, 'write out what an alias (*name) stands for', {
      cause,
    });
  }
}

/** Whether it says of a value that was told of already what else it is not: too long for one that is no text, for instance. */
function repeats({ code, path }: z.core.$ZodIssue, before: readonly z.core.$ZodIssue[]): boolean {
  if (code === 'unrecognized_keys') return false;
  return before.some(
    (other) => other.code !== 'unrecognized_keys' && other.path.join('.') === path.join('.'),
  );
}

function words(issue: z.core.$ZodIssue, value: unknown): readonly string[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) =>
        `${[path, key].filter((part) => part !== '').join('.')}: unknown key${meantKey(issue.path, key)}`,
    );
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => `${path}: ${message}`);
  const found = foundAt(issue, value);
  return [
    `${path || 'the top level'}: ${found === undefined ? `is missing: ${issue.message}` : `${issue.message}${found}`}`,
  ];
}

/** Keys under which a value may be secret: errors do not show it. */
const SECRET: ReadonlySet<PropertyKey> = new Set([
  'store',
  'url',
  'token',
  'secret',
  'externalId',
  'signingKeys',
]);

/** What stands in the place of a fault; empty if the fault is not about one value; undefined if nothing does. */
function foundAt({ code, path }: z.core.$ZodIssue, value: unknown): string | undefined {
  const found = valueAt(path, value);
  if (code === 'custom' && (found === undefined || typeof found === 'object')) return '';
  if (found === undefined) return undefined;
  const address = typeof found === 'string' && found.includes('://');
  return foundWords(found, address || path.some((key) => SECRET.has(key)));
}

function valueAt(path: readonly PropertyKey[], value: unknown): unknown {
  return path.reduce((at, key) => fieldOf(at, String(key)), value);
}
