import { readFileSync, statSync } from 'node:fs';
import ipaddr from 'ipaddr.js';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import type { Log } from '../../core/ports/ports.ts';
import { mustBeFile } from '../../core/text/file-kind.ts';
import { type ListEntry, type ListFormat, parseList } from './list-formats.ts';
import { compilePrefixes } from './prefixes.ts';
import { UNROUTED } from './reserved.ts';

/** A reputation list as configured. */
export interface ListSource {
  readonly name: string;
  readonly path: string;
  readonly kind: 'threat' | 'tor' | 'vpn' | 'proxy' | 'aws';
  readonly format?: ListFormat | undefined;
  readonly minCount?: number | undefined;
}

/** What the lists say of an address: those that hold it, in the order of the configuration. */
export interface Lists {
  find(ip: string): readonly ListSource[];
  describe(): readonly { readonly name: string; readonly entries: number }[];
  /** Reads changed files again. A file that became unreadable or implausible leaves the last good list in place. */
  refresh(): void;
}

interface Loaded {
  readonly source: ListSource;
  readonly entries: readonly ListEntry[];
  readonly mtime: number;
}

/** A new list may differ in size by this share from the one before; more is an accident upstream. */
const PLAUSIBLE_CHANGE = 0.2;
const SHORTEST = { ipv4: 8, ipv6: 16 } as const;
const UNROUTED_INDEX = compilePrefixes(UNROUTED.map((cidr) => ({ cidr, list: 0 })));
const UNROUTED_BLOCKS = UNROUTED.map((cidr) => ipaddr.parseCIDR(cidr));

/** Reads every list. Throws ERR_LIST if one cannot be read or holds what no list of strangers may hold. */
export function loadLists(sources: readonly ListSource[], log: Log): Lists {
  let loaded = sources.map((source) => load(source, log));
  let index = compile(loaded);
  return {
    find: (ip) => index.find(ip).flatMap((at) => sources[at] ?? []),
    describe: () => loaded.map(({ source, entries }) => ({ name: source.name, entries: entries.length })),
    refresh() {
      const next = loaded.map((list) => reload(list, log));
      if (next.every((list, at) => list === loaded[at])) return;
      loaded = next;
      index = compile(loaded);
    },
  };
}

function compile(loaded: readonly Loaded[]) {
  return compilePrefixes(loaded.flatMap(({ entries }, list) => entries.map(({ cidr }) => ({ cidr, list }))));
}

function load(source: ListSource, log: Log): Loaded {
  const { path, format, minCount } = source;
  let text: string;
  let mtime: number;
  try {
    const there = statSync(path);
    mustBeFile(path, there);
    mtime = there.mtimeMs;
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw refused(source, `cannot be read: ${reasonOf(cause)}`, 'name a file that exists', cause);
  }
  const { entries, badLines } = parseList(text, source.kind === 'aws' ? 'aws' : format, minCount);
  if (entries.length === 0)
    throw refused(source, 'holds no address', 'check that it was fetched, and its format');
  const bad = entries.find(({ cidr }) => dangerous(cidr));
  if (bad !== undefined && source.kind !== 'aws') {
    throw refused(
      source,
      `line ${bad.line}: ${bad.cidr} is private or reserved space, or too large for a reputation list`,
      'remove that line, or use a list without bogons (FireHOL level 1 has them, its level 2 does not)',
    );
  }
  if (badLines.length > 0) {
    log.warn(
      { list: source.name, path, lines: badLines.slice(0, 10), count: badLines.length },
      'list lines skipped',
    );
  }
  return { source, entries, mtime };
}

function reload(before: Loaded, log: Log): Loaded {
  const { source } = before;
  try {
    if (statSync(source.path).mtimeMs === before.mtime) return before;
    const after = load(source, log);
    const change = Math.abs(after.entries.length - before.entries.length) / before.entries.length;
    if (change > PLAUSIBLE_CHANGE) {
      throw refused(
        source,
        `changed in size by ${Math.round(change * 100)} %`,
        'restart to accept it on purpose',
      );
    }
    log.info({ list: source.name, entries: after.entries.length }, 'list reloaded');
    return after;
  } catch (thrown) {
    log.error({ list: source.name, reason: reasonOf(thrown) }, 'list not reloaded: the last good one stays');
    return before;
  }
}

/** Too large for a list of strangers, or overlapping space that no stranger has, inside it or around it. */
function dangerous(cidr: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  if (bits < SHORTEST[address.kind()] || UNROUTED_INDEX.find(address.toString()).length > 0) return true;
  return UNROUTED_BLOCKS.some(
    ([block, size]) => size > bits && block.kind() === address.kind() && block.match(address, bits),
  );
}

function refused(source: ListSource, what: string, remedy: string, cause?: unknown): RolewardenError {
  return new RolewardenError('ERR_LIST', `list ${source.name} (${source.path}) ${what}`, remedy, { cause });
}
