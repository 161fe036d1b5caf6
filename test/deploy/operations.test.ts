import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { wantedAlarms } from '../../deploy/cdk/checks/alarms.ts';
import { COMMANDS } from '../../src/commands/index.ts';

/** The pages that operators paste commands from. */
const PAGES = ['docs/operations.md', 'deploy/cdk/README.md'];
const page = (path: string) => readFileSync(path, 'utf8');
const commands = new Map(
  await Promise.all(COMMANDS.map(async ({ load, name }) => [name, await load()] as const)),
);

/** Every command line, in blocks and within sentences. */
function linesOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.split('\n'));
  const words = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`(rolewarden [^`]*)`/g)].map(
    ([, line = '']) => line,
  );
  return [...blocks.map((line) => line.trim()).filter((line) => line.startsWith('rolewarden ')), ...words];
}

it.each(PAGES)('%s names commands and options that exist', (path) => {
  const lines = linesOf(page(path));
  expect(lines).not.toEqual([]);
  for (const line of lines) {
    const [, name = ''] = line.split(/\s+/);
    const command = commands.get(name);
    expect(command, line).toBeDefined();
    for (const [option] of line.matchAll(/--[a-z-]+/g)) expect(command?.help, line).toContain(option);
  }
});

describe('docs/operations.md', () => {
  const text = page('docs/operations.md');

  it('explains every alarm', () => {
    const section = text.slice(text.indexOf('\n## Alarms'), text.indexOf('\n## Runbooks'));
    const rows = [...section.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|/gm)].flatMap(([, names = '']) =>
      names.split(', ').map((name) => name.slice(1, -1)),
    );
    const alarms = new Set(
      ['sqs', 'kinesis', 'direct', 's3'].flatMap((feed) => [
        ...wantedAlarms(feed, 'lambda', true),
        ...wantedAlarms(feed, 'ecs', true),
      ]),
    );
    expect([...rows].sort()).toEqual([...alarms].sort());
  });

  it.each([
    'No events',
    'Redis is lost',
    'AWS throttles',
    'The breaker is open',
    'A wrong revocation',
    'A role is compromised',
    'It is behind',
    'The dead-letter queue fills',
    'Poison in quarantine',
  ])('has a runbook: %s', (title) => {
    const [, body = ''] = text.split(`### ${title}\n`);
    expect(body.split('\n### ')[0]?.length).toBeGreaterThan(200);
  });

  it('adds its prices up', () => {
    const cells = (row: string) =>
      text
        .split('\n')
        .find((line) => line.startsWith(`| ${row}`))
        ?.split('|')
        .slice(-3, -1) ?? [];
    const cost = (row: string, at: number) => Number(/\$([\d.]+)/.exec(cells(row)[at] ?? '')?.[1]);
    for (const at of [0, 1]) {
      const sum = ['SQS', 'Lambda', 'logs'].reduce((total, row) => total + cost(row, at), 0);
      expect(sum).toBeCloseTo(cost('**own region', at), 2);
    }
  });
});
