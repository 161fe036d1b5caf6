import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../src/commands/index.ts';
import { parseConfig } from '../src/config/load.ts';

const below = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
const pages = [...readdirSync('.'), ...below('docs'), ...below('deploy'), 'fixtures/README.md']
  .filter((path) => path.endsWith('.md') && !path.includes('node_modules/'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
/** Read by operators and contributors. The changelog speaks of what was, and the commands' page is their own words. */
const manuals = pages.filter(
  ({ path }) => !['CHANGELOG.md', 'docs/commands.md'].includes(path) && !path.startsWith('docs/adr/'),
);

const firstColumn = (page: string) =>
  [...readFileSync(page, 'utf8').matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);
/** Without the marks of lists and kinds: `alerts[].url` and `alerts[slack].url` are `alerts.url`. */
const KEYS = new Set(firstColumn('docs/configuration.md').map((key) => key.replaceAll(/\[[\w-]*\]/g, '')));
/** The CDK's settings, and what a story expects. */
const ELSEWHERE = new Set(['organisation.id', 'alerts.atLeast', 'alerts.atMost']);
const METRICS = new Set(firstColumn('docs/consumer.md'));

/** What GitHub makes of a heading. */
function anchorsOf(text: string): ReadonlySet<string> {
  const times = new Map<string, number>();
  const headings = text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) => {
      const slug = heading
        .toLowerCase()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-');
      const before = times.get(slug) ?? 0;
      times.set(slug, before + 1);
      return before === 0 ? slug : `${slug}-${before}`;
    }),
  );
}

/** Paths of the project that a page names in code, but for patterns and what is made by a build. */
function pathsIn(text: string): readonly string[] {
  const codes = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, code = '']) => code,
  );
  const named = codes.flatMap((code) => [
    ...code.matchAll(
      /(?<![\w/.:-])(?:src|test|scripts|docs|deploy|bench|fixtures|schema|scanner)\/[^\s,;:()"']+/g,
    ),
  ]);
  return named.map(([path]) => path).filter((path) => !/[*<{]/.test(path));
}

it('reads the pages that the others are held against', () => {
  expect(pages.map(({ path }) => path)).toContain('README.md');
  expect(KEYS).toContain('store.url');
  expect(METRICS).toContain('rolewarden_events_total');
});

describe.each(pages)('$path', ({ path, text }) => {
  it('links to what there is', () => {
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), file));
      expect(existsSync(target), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(target, 'utf8')), link).toContain(anchor);
    }
  });

  it('names decisions that were taken', () => {
    const decisions = readdirSync('docs/adr').map((file) => file.slice(0, 4));
    for (const [, number] of text.matchAll(/ADR (\d{4})/g)) expect(decisions).toContain(number);
  });
});

describe.each(manuals)('$path', ({ path, text }) => {
  it('names files and scripts that there are', () => {
    for (const named of pathsIn(text))
      expect(existsSync(named) || existsSync(join(dirname(path), named)), named).toBe(true);
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const [, script = ''] of text.matchAll(/npm run ([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(script);
  });

  it('shows configurations and JSON that are right', () => {
    for (const [, language, block = ''] of text.matchAll(/```(yaml|json)\n([\s\S]*?)```/g)) {
      if (language === 'json') expect(() => JSON.parse(block), block).not.toThrow();
      else expect(() => parseConfig(parse(block), path)).not.toThrow();
    }
  });

  it('names keys of the configuration and metrics that there are', () => {
    for (const [, key = ''] of text.matchAll(/`([a-z][A-Za-z]*(?:\.[A-Za-z-]+)+)(?::[^`]*)?`/g)) {
      const [top = ''] = key.split('.');
      if (KEYS.has(top) && !key.endsWith('.ts') && !ELSEWHERE.has(key)) expect(KEYS).toContain(key);
    }
    for (const [metric] of text.matchAll(/\brolewarden_[a-z]+_[a-z_]+/g)) {
      if (metric !== 'rolewarden_external_id') expect(METRICS).toContain(metric);
    }
  });

  it('calls commands with options that they have', async () => {
    const calls = text
      .replaceAll(/\\\n\s*/g, ' ')
      .matchAll(/(?:rolewarden|dist\/run\/cli\.js) ([a-z]+)\b([^`\n#]*)/g);
    for (const [call, name, rest = ''] of calls) {
      const listed = COMMANDS.find((command) => command.name === name);
      const options = [...rest.matchAll(/(?<!\S)--[a-z][a-z-]*/g)];
      // `rolewarden is …` is prose
      if (listed === undefined) expect(options, call).toEqual([]);
      const help = (await listed?.load())?.help ?? '';
      for (const [option] of options) expect(help, call).toMatch(new RegExp(`${option}(?![a-z-])`));
    }
  });
});
