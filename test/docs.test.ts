import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTarget } from '../src/actions/provision/arn.ts';
import { wantedRules } from '../src/actions/provision/wanted.ts';
import { parseConfig } from '../src/config/load.ts';
import { ERROR_CODES } from '../src/core/errors.ts';
import { alertFields } from '../src/report/alert-fields.ts';
import { createTextReport } from '../src/report/text.ts';
import { CLUSTER_NEEDED, DATABASE_NEEDED, NEEDED } from './support/redis-acl.ts';
import { replayed } from './support/replayed.ts';

describe('docs/errors.md', () => {
  it('has a row for every code, and for nothing else', () => {
    const rows = readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `(ERR_[A-Z_]+)` \|/gm);
    expect([...rows].map(([, code]) => code).sort()).toEqual([...ERROR_CODES].sort());
  });
});

describe('docs/redis.md', () => {
  it('grants what the store was seen to need', () => {
    const page = readFileSync('docs/redis.md', 'utf8');
    for (const name of [...NEEDED, ...CLUSTER_NEEDED, ...DATABASE_NEEDED]) expect(page).toContain(`+${name}`);
  });
});

describe('docs/alerts.md', () => {
  const page = readFileSync('docs/alerts.md', 'utf8');

  it('has every kind of sink, and no other', () => {
    const configured = readFileSync('docs/configuration.md', 'utf8').matchAll(
      /^\| `alerts\[([\w-]+)\]` \|/gm,
    );
    const rows = page.matchAll(/^\| `([\w-]+)`/gm);
    const names = (found: Iterable<RegExpExecArray>) => [...found].map(([, name]) => name).sort();
    expect(names(rows).filter((name) => name !== 'type')).toEqual(names(configured));
  });

  it('names every field that alerts may be filtered by', async () => {
    const { findings } = await replayed(
      ['fixtures/scenarios/root-and-decoy/events.jsonl'],
      'fixtures/scenarios/rolewarden.yaml',
    );
    const finding = findings.find(({ role }) => role !== null);
    if (finding === undefined) throw new Error('nothing was found');
    const fields = alertFields({ finding, more: 0, procedure: [], effect: '' });
    for (const field of Object.keys(fields)) expect(page).toContain(`\`${field}\``);
  });
});

describe('docs/architecture.md', () => {
  it('has every folder of src in its table', () => {
    const page = readFileSync('docs/architecture.md', 'utf8');
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) expect(page).toContain(`\`src/${name}\``);
  });
});

describe('docs/adr', () => {
  it('lists every decision', () => {
    const index = readFileSync('docs/adr/README.md', 'utf8');
    const listed = [...index.matchAll(/\]\((\d{4}-[\w-]+\.md)\)/g)].map(([, file]) => file ?? '');
    const files = readdirSync('docs/adr').filter((file) => file !== 'README.md');
    expect(listed).toEqual(files.sort());
    for (const file of listed)
      expect(readFileSync(`docs/adr/${file}`, 'utf8')).toMatch(/\*\*Decision\.\*\*[\s\S]*\*\*Why\.\*\*/);
  });
});

describe('README.md', () => {
  const readme = readFileSync('README.md', 'utf8');

  it('shows what is really printed', async () => {
    const path = 'fixtures/scenarios/stolen-instance-credentials/events.jsonl';
    const { findings } = await replayed([path], 'fixtures/scenarios/rolewarden.yaml');
    const first = findings.find(({ score }) => score >= 40);
    const { caps } = parseConfig({}, 'defaults').scoring;
    const printed =
      first === undefined ? 'nothing' : createTextReport({ color: false, width: 100, caps }).finding(first);
    expect(readme).toContain(printed.trimEnd());
  });

  it('says of its quality what was measured', () => {
    const quality = readFileSync('docs/quality.md', 'utf8');
    const seeds = [...quality.matchAll(/^\| \d+ \| \d+ \| (\S+) % \| \S+ % \| (\d+) \|/gm)];
    const [, attacks = ''] = /(\d+) attacks are added/.exec(quality) ?? [];
    expect(readme).toContain(`in ${seeds.length} made-up organisations of 80 people, 90 days each`);
    expect(readme).toContain(`every conclusive attack (${attacks} kinds were tried,`);
    expect(quality).toContain('90 days, 80 people');
    expect(seeds.map(([, conclusive]) => conclusive)).toEqual(seeds.map(() => '100'));
    // three months each
    expect(seeds.reduce((sum, [, , alerts]) => sum + Number(alerts), 0)).toBeLessThan(seeds.length * 3);
  });

  it('shows a line of provisioning that has a target for every region', () => {
    const [line = ''] = /rolewarden provision eventbridge [\s\S]*?(?=\n```)/.exec(readme) ?? [];
    const words = line.split(/[\s\\]+/);
    const given = (option: string) =>
      words.flatMap((word, at) => (word === option ? [words[at + 1] ?? ''] : []));
    const request = {
      name: 'rolewarden-sts',
      regions: (given('--regions')[0] ?? '').split(','),
      targets: given('--target').map(parseTarget),
      role: undefined,
      deadLetterQueues: [],
      watch: false,
    };
    expect(wantedRules(request).map(({ region }) => region)).toEqual(['eu-central-1', 'us-east-1']);
  });
});
