import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Reader } from 'maxmind';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import type { Log } from '../../core/ports/ports.ts';
import { mustBeFile } from '../../core/text/file-kind.ts';
import { type Fields, isObject } from '../json/fields.ts';

/** What a database says of an address: its place (`city` or only `country`), its network, whether it is anonymous. */
export const DATABASE_KINDS = ['city', 'country', 'asn', 'anonymous'] as const;
export type DatabaseKind = (typeof DATABASE_KINDS)[number];

/** One open database. */
export interface Database {
  readonly kind: DatabaseKind;
  /** Shipped with the package, not named by the operator. */
  readonly embedded: boolean;
  /** The record of an address; undefined if it has none or the file is damaged there. */
  lookup(ip: string): Fields | undefined;
  describe(): { readonly kind: string; readonly path: string; readonly buildDate: string | null };
  /** Reads a changed file; one that is damaged leaves the last good in place. Returns whether it changed. */
  refresh(): boolean;
}

const EMBEDDED: ReadonlySet<DatabaseKind> = new Set(['country', 'asn']);
/**
 * Where the embedded databases may be, relative to the file that has this code: for the bundled command line
 * (dist/run), beside a bundle, for the sources and dist/ingest, in the Lambda layer. The first that is there is used.
 * The order matters: seen from dist/run, the third would be in a folder beside the package.
 */
const PLACES = ['../data/', './', '../../../dist/data/', '/opt/rolewarden/'];
/** A word in the type that a database states: a City file where ASN is expected is refused at the start. */
const TYPE_WORDS: Readonly<Record<DatabaseKind, RegExp>> = {
  city: /city|enterprise/i,
  country: /country|city|enterprise/i,
  asn: /asn|isp|enterprise/i,
  anonymous: /anonymous/i,
};

/** Opens what the operator names, and the embedded country and ASN data for the rest. Throws ERR_DATABASE. */
export function openDatabases(
  paths: Readonly<Partial<Record<DatabaseKind, string | undefined>>>,
  log: Log,
): readonly Database[] {
  return DATABASE_KINDS.flatMap((kind) => {
    const named = paths[kind];
    if (named !== undefined) return [openDatabase(kind, named, false, log)];
    if (!EMBEDDED.has(kind) || (kind === 'country' && paths.city !== undefined)) return [];
    const path = PLACES.map((place) => fileURLToPath(new URL(`${place}${kind}.mmdb`, import.meta.url))).find(
      (one) => statSync(one, { throwIfNoEntry: false }) !== undefined,
    );
    if (path !== undefined) return [openDatabase(kind, path, true, log)];
    log.warn({ kind, remedy: 'npm run build' }, 'no embedded database: rules about places answer unknown');
    return [];
  });
}

function openDatabase(kind: DatabaseKind, path: string, embedded: boolean, log: Log): Database {
  let current = read(kind, path);
  return {
    kind,
    embedded,
    lookup(ip) {
      // An IPv4-only tree would answer for the first 32 bits of an IPv6 address.
      if (current.reader.metadata.ipVersion === 4 && ip.includes(':')) return undefined;
      try {
        const record: unknown = current.reader.get(ip);
        return isObject(record) ? record : undefined;
      } catch (thrown) {
        log.debug({ path, reason: reasonOf(thrown) }, 'a database record is damaged');
        return undefined;
      }
    },
    describe: () => ({
      kind,
      path: embedded ? 'embedded' : path,
      buildDate: current.buildDate,
    }),
    refresh() {
      try {
        if (statSync(path).mtimeMs === current.mtime) return false;
        current = read(kind, path);
        log.info({ path }, 'database reloaded');
        return true;
      } catch (thrown) {
        log.error({ path, reason: reasonOf(thrown) }, 'database not reloaded: the last good one stays');
        return false;
      }
    },
  };
}

function read(kind: DatabaseKind, path: string) {
  try {
    const there = statSync(path);
    mustBeFile(path, there);
    const mtime = there.mtimeMs;
    const reader = new Reader(readFileSync(path));
    const { databaseType, buildEpoch } = reader.metadata;
    if (!TYPE_WORDS[kind].test(databaseType)) throw new Error(`it is a ${databaseType} database`);
    reader.get('192.0.2.1');
    return { reader, mtime, buildDate: buildEpoch.toISOString().slice(0, 10) };
  } catch (cause) {
    throw new RolewardenError(
      'ERR_DATABASE',
      `databases.${kind}: cannot use ${path}: ${reasonOf(cause)}`,
      `name a MaxMind-format ${kind} database, or remove the key`,
      { cause },
    );
  }
}
