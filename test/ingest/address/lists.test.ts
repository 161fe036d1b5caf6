import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Log } from '../../../src/core/ports/ports.ts';
import { LIST_FORMATS, parseList } from '../../../src/ingest/address/list-formats.ts';
import { type ListSource, loadLists } from '../../../src/ingest/address/lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-lists-'));
afterAll(() => rmSync(folder, { recursive: true }));

let clock = 1_000;
/** Writes a file with a time of its own, so that a reload sees the change however fast the test runs. */
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  clock += 10;
  utimesSync(path, clock, clock);
  return path;
}

function recorder(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const note = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return {
    lines,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
  };
}

const source = (path: string, more: Partial<ListSource> = {}): ListSource => ({
  name: 'listed',
  path,
  kind: 'threat',
  ...more,
});
const many = (count: number) => Array.from({ length: count }, (_, at) => `203.0.113.${at}`).join('\n');

describe('a list with space that no stranger has', () => {
  it.each([
    '0.0.0.0/8',
    '10.0.0.0/8',
    '10.1.2.3',
    '100.64.0.0/10',
    '127.0.0.1',
    '169.254.169.254',
    '172.0.0.0/8',
    '172.16.0.0/12',
    '192.0.0.0/8',
    '192.168.1.0/24',
    '198.18.0.0/15',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '255.255.255.255',
    '8.0.0.0/7',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:0:0/96',
    '2000::/3',
    'fd00:1::/64',
    'fe80::1',
  ])('is refused with the line and the remedy: %s', (bad) => {
    const path = file('bad.txt', `# bogons\n203.0.113.1\n${bad}\n`);
    expect(() => loadLists([source(path)], recorder().log)).toThrow(
      expect.objectContaining({
        code: 'ERR_LIST',
        message: expect.stringMatching(/listed .*bad\.txt.* line 3/),
        remedy: expect.stringContaining('FireHOL level 1'),
      }),
    );
  });

  it.each(['9.0.0.0/8', '172.32.0.0/11', '192.0.2.0/24', '2001:db8::/32', '11.0.0.0/8', '223.255.255.0/24'])(
    'is not one with %s',
    (good) => {
      const { find } = loadLists([source(file('good.txt', good))], recorder().log);
      expect(find(good.replace(/0?\/.*/, '1'))).toHaveLength(1);
    },
  );

  it('may be AWS’s own, which also holds odd blocks', () => {
    const path = file('ranges.json', '{"syncToken":"1","prefixes":[{"ip_prefix":"10.0.0.0/8"}]}');
    expect(loadLists([source(path, { kind: 'aws' })], recorder().log).find('10.0.0.1')).toHaveLength(1);
  });
});

describe('a list that is loaded', () => {
  it('reports bad lines by number and goes on', () => {
    const { log, lines } = recorder();
    const path = file('some.txt', '203.0.113.1\nexample.com\n203.0.113.2\n');
    expect(loadLists([source(path)], log).describe()).toEqual([{ name: 'listed', entries: 2 }]);
    expect(lines).toEqual([expect.stringMatching(/^warn list lines skipped .*"lines":\[2\],"count":1/)]);
  });

  it('has comments up to the end of the line, whatever ends it or stands in it', () => {
    const text = `# a\r\n203.0.113.1 ; b\r\n${'#'.repeat(500_000)}\u2028#\n203.0.113.2\n`;
    const { badLines, entries } = parseList(text, 'plain');
    expect([badLines, entries.map(({ cidr }) => cidr)]).toEqual([[], ['203.0.113.1/32', '203.0.113.2/32']]);
  });

  it('is refused if it holds no address at all', () => {
    const path = file('empty.txt', '<html>Not found</html>\n');
    expect(() => loadLists([source(path)], recorder().log)).toThrow(/holds no address/);
  });

  it('is reported with every other that holds the address, in the order of the configuration', () => {
    const one = source(file('one.txt', '203.0.113.0/24'), { name: 'one' });
    const two = source(file('two.txt', '203.0.113.7'), { name: 'two', kind: 'tor' });
    const { find } = loadLists([one, two], recorder().log);
    expect(find('203.0.113.7').map(({ name }) => name)).toEqual(['one', 'two']);
    expect(find('203.0.113.8').map(({ name }) => name)).toEqual(['one']);
  });

  it('answers for IPv4 that the file spells inside IPv6', () => {
    const { find } = loadLists([source(file('mapped.txt', '::ffff:203.0.113.7'))], recorder().log);
    expect(find('203.0.113.7')).toHaveLength(1);
  });
});

describe('a list that changes', () => {
  it.each([
    ['shrinks by more than a fifth', many(7), 'changed in size by 30 %'],
    ['grows by more than a fifth', many(13), 'changed in size by 30 %'],
    ['holds private space', `${many(10)}\n10.0.0.1`, 'private or reserved'],
    ['is cut to nothing', '', 'holds no address'],
  ])('stays as it was if the new file %s', (_, after, reason) => {
    const { log, lines } = recorder();
    const path = file('live.txt', many(10));
    const lists = loadLists([source(path)], log);
    file('live.txt', after);
    lists.refresh();
    expect(lists.describe()).toEqual([{ name: 'listed', entries: 10 }]);
    expect(lists.find('203.0.113.9')).toHaveLength(1);
    expect(lines.join('\n')).toContain(reason);
  });

  it.each([8, 12])('is taken if it changes by a fifth and no more: 10 entries become %d', (entries) => {
    const lists = loadLists([source(file('fifth.txt', many(10)))], recorder().log);
    file('fifth.txt', many(entries));
    lists.refresh();
    expect(lists.describe()).toEqual([{ name: 'listed', entries }]);
  });

  it('is read again where others have not changed', () => {
    const paths = ['first.txt', 'second.txt', 'third.txt'].map((name) => file(name, many(10)));
    const lists = loadLists(
      paths.map((path) => source(path)),
      recorder().log,
    );
    file('second.txt', many(11));
    lists.refresh();
    expect(lists.describe().map(({ entries }) => entries)).toEqual([10, 11, 10]);
    expect(lists.find('203.0.113.10')).toHaveLength(1);
  });

  it('stays as it was if the file is gone, and is taken when it comes back', () => {
    const path = file('gone.txt', many(10));
    const lists = loadLists([source(path)], recorder().log);
    rmSync(path);
    lists.refresh();
    expect(lists.find('203.0.113.9')).toHaveLength(1);
    file('gone.txt', many(11));
    lists.refresh();
    expect(lists.find('203.0.113.10')).toHaveLength(1);
  });
});

describe('list formats', () => {
  it.each([
    ['CRLF and a byte-order mark', '\ufeff203.0.113.1\r\n203.0.113.2\r\n', 2],
    ['CRLF and comments', '# why\r\n203.0.113.1 ; here\r\n; end\r\n', 1],
    ['AWS with a byte-order mark', '\ufeff{"prefixes":[{"ip_prefix":"203.0.113.0/24"}]}', 1],
    ['Spamhaus with CRLF', '{"cidr":"203.0.113.0/24"}\r\n{"type":"metadata"}\r\n', 1],
  ])('%s', (_, text, entries) => {
    expect(parseList(text).entries).toHaveLength(entries);
    expect(parseList(text).badLines).toEqual([]);
  });

  it('of ipsum leave out what fewer lists name than was asked for', () => {
    const cidrs = (minCount: number) =>
      parseList('203.0.113.1\t2\n203.0.113.2\t3\n', undefined, minCount).entries.map(({ cidr }) => cidr);
    expect(cidrs(3)).toEqual(['203.0.113.2/32']);
    expect(cidrs(2)).toEqual(['203.0.113.1/32', '203.0.113.2/32']);
  });

  it('give all of IPv4 that is spelled inside IPv6 as IPv4', () => {
    expect(parseList('::ffff:0:0/96\n', 'plain').entries).toEqual([{ cidr: '0.0.0.0/0', line: 1 }]);
  });

  it.each([
    '010.0.0.1',
    '1.2.3',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/8/8',
    '1.2.3.4-1.2.3.9',
    'fe80::1%eth0',
    '0x7f.1',
  ])('%s is a bad line, whatever a library would make of it', (text) => {
    expect(parseList(`${text}\n`, 'plain')).toEqual({ entries: [], badLines: [1] });
  });

  it('never throw, whatever the text and the format', () => {
    const word = fc.oneof(
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('{"cidr":1}', '{', '#', '\t9', '/0'),
    );
    fc.assert(
      fc.property(
        fc.array(word).map((words) => words.join('\n')),
        fc.option(fc.constantFrom(...LIST_FORMATS), { nil: undefined }),
        (text, format) => {
          for (const { cidr } of parseList(text, format).entries) expect(cidr).toMatch(/\/\d{1,3}$/);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
