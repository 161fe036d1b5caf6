import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { fieldOf, jsonIn } from '../../core/text/json.ts';

/** What `parseList` reads. */
export const LIST_FORMATS = ['plain', 'netset', 'spamhaus', 'ipsum', 'aws'] as const;
export type ListFormat = (typeof LIST_FORMATS)[number];

/** One entry read, with the line it stands in (0 where the file has no lines of its own). */
export interface ListEntry {
  readonly cidr: string;
  readonly line: number;
}

/** A list as it was read. */
export interface ParsedList {
  readonly entries: readonly ListEntry[];
  /** Lines that hold something that is neither an entry nor a comment. */
  readonly badLines: readonly number[];
}

/**
 * Reads a list of addresses or blocks: one a line (`#` and `;` begin comments), FireHOL ipset and netset,
 * Spamhaus DROP as JSON lines or text, ipsum (address, tab, count), and AWS ip-ranges.json.
 */
export function parseList(text: string, format?: ListFormat, minCount = 1): ParsedList {
  const kind = format ?? detect(text);
  if (kind === 'aws') return parseAws(text);
  const entries: ListEntry[] = [];
  const badLines: number[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const word =
      kind === 'spamhaus' && raw.trimStart().startsWith('{') ? jsonCidr(raw) : lineWord(raw, kind, minCount);
    if (word === undefined) continue;
    const cidr = cidrOf(word);
    if (cidr === undefined) badLines.push(index + 1);
    else entries.push({ cidr, line: index + 1 });
  }
  return { entries, badLines };
}

function detect(text: string): ListFormat {
  const start = text.trimStart();
  if (/^\{\s*"(syncToken|prefixes|createDate)"/.test(start)) return 'aws';
  if (start.startsWith('{')) return 'spamhaus';
  return /^[\da-f.:]+\t\d+\s*$/im.test(start.slice(0, 10_000)) ? 'ipsum' : 'plain';
}

/** The entry of a line, undefined for comments, blanks and what `minCount` leaves out. */
function lineWord(raw: string, kind: ListFormat, minCount: number): string | undefined {
  const comment = raw.search(/[#;]/);
  const line = (comment < 0 ? raw : raw.slice(0, comment)).trim();
  if (line === '') return undefined;
  const [word, count] = line.split(/\s+/);
  return kind === 'ipsum' && Number(count) < minCount ? undefined : word;
}

/** The `cidr` of a Spamhaus line; its closing metadata line is no entry; anything else is a bad line. */
function jsonCidr(line: string): string | undefined {
  const value = jsonIn(line);
  const cidr = fieldOf(value, 'cidr');
  if (cidr !== undefined) return String(cidr);
  return fieldOf(value, 'type') === 'metadata' ? undefined : '';
}

function parseAws(text: string): ParsedList {
  // which also takes a byte order mark away
  const value = jsonIn(text.trim());
  if (value === undefined) return { entries: [], badLines: [1] };
  const words = [
    ...fieldsOf(value, 'prefixes', 'ip_prefix'),
    ...fieldsOf(value, 'ipv6_prefixes', 'ipv6_prefix'),
  ];
  const entries = words.flatMap((word) => {
    const cidr = cidrOf(word);
    return cidr === undefined ? [] : [{ cidr, line: 0 }];
  });
  return { entries, badLines: entries.length === words.length ? [] : [0] };
}

function fieldsOf(value: unknown, list: string, name: string): readonly string[] {
  const rows = fieldOf(value, list);
  return Array.isArray(rows) ? rows.map((row) => String(fieldOf(row, name))) : [];
}

/**
 * An address or block in CIDR form; undefined if it is neither. IPv4 inside IPv6 is written as IPv4. Leading zeros
 * are refused: some tools read them as octal, others do not.
 */
function cidrOf(word: string): string | undefined {
  const [ip = '', bits = '', ...more] = word.split('/');
  if (more.length > 0 || isIP(ip) === 0 || ip.includes('%')) return undefined;
  if (word.includes('/') && !/^\d{1,3}$/.test(bits)) return undefined;
  const address = ipaddr.parse(ip);
  const width = address.kind() === 'ipv4' ? 32 : 128;
  const size = bits === '' ? width : Number(bits);
  if (size > width) return undefined;
  const four = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && size >= 96;
  return four ? `${address.toIPv4Address()}/${size - 96}` : `${ip}/${size}`;
}
