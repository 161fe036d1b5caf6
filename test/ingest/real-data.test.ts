import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replayed } from '../support/replayed.ts';

const DATA = '../shared/data';
const present = existsSync(DATA);
if (!present) console.warn(`${DATA} is absent: tests on recorded CloudTrail are left out`);
const folders = present
  ? readdirSync(DATA, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== 'support',
    )
  : [];

/** `| folder | records | STS | what |` */
const table = present ? readFileSync(`${DATA}/README.md`, 'utf8') : '';
const counts = new Map(
  [...table.matchAll(/^\| `([\w-]+)` \| (\d+) \| (\d+) \|/gm)].map(([, name, records, sts]) => [
    name,
    { records: Number(records), sts: Number(sts) },
  ]),
);

describe.runIf(present)('recorded CloudTrail', () => {
  it('covers every folder of the table', () => {
    expect(folders.map(({ name }) => name).sort()).toEqual([...counts.keys()].sort());
  });

  it.each(folders.map(({ name }) => name))(
    '%s is read whole, and its STS counts are those of the table',
    async (name) => {
      const { summary, findings } = await replayed([`${DATA}/${name}`]);
      expect(summary.records).toBe(counts.get(name)?.records);
      expect(summary.stsEvents).toBe(counts.get(name)?.sts);
      expect(summary.problems).toBe(0);
      const skipped = summary.skipped.reduce((sum, { count }) => sum + count, 0);
      expect(skipped).toBe(summary.incomplete + summary.malformed);
      expect(JSON.stringify(findings)).not.toMatch(/sessionToken|IQoJb3JpZ2lu|FwoGZXIvYXdz/);
    },
  );

  it('finds the attacks of Stratus Red Team and Invictus that STS shows', async () => {
    const stratus = await replayed([`${DATA}/stratus-red-team`]);
    const token = stratus.findings.find(({ event }) => event.eventName === 'GetFederationToken');
    expect(token?.signals.map(({ ruleId }) => ruleId)).toContain('federation-token');
    expect(token?.score).toBeGreaterThanOrEqual(70);
    const stolen = stratus.findings.filter(({ actor }) => actor.name.includes('steal-credentials'));
    expect(stolen.length).toBeGreaterThan(0);
    const invictus = await replayed([`${DATA}/invictus-aws_dataset`]);
    expect(
      invictus.findings.some(
        ({ score, signals }) => score >= 70 && signals.some(({ ruleId }) => ruleId === 'offensive-framework'),
      ),
    ).toBe(true);
  });
});
