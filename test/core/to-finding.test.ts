import { expect, it } from 'vitest';
import { replayed } from '../support/replayed.ts';

const FOLDER = 'fixtures/scenarios';
const told = async (story: string, whose: string) => {
  const { findings } = await replayed([`${FOLDER}/${story}/events.jsonl`], `${FOLDER}/rolewarden.yaml`);
  return findings.filter(({ actor }) => actor.name === whose).map(({ summary }) => summary);
};

it('a finding is told by what is odd about it, not by what the role can do', async () => {
  const summaries = await told('vpn-vendor-switch', 'alice@example.com');
  expect(summaries.at(-1)).toContain(': first time from Netherlands');
});

it('and by what the role can do, where nothing is odd', async () => {
  const summaries = await told('on-call-at-night', 'alice@example.com');
  expect(summaries.some((summary) => summary.endsWith('can do everything, by its name'))).toBe(true);
});
