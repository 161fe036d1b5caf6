import { expect, it } from 'vitest';
import { session } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { callerIdentity } from '../../../scripts/records.ts';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import { roleAsked, who } from '../../../src/report/words.ts';
import { aFinding } from '../../report/a-finding.ts';
import { A, role, take } from '../../support/chain.ts';
import { eventOf } from '../../support/events.ts';
import { replayed } from '../../support/replayed.ts';

const FOLDER = 'fixtures/scenarios';
const told = async (story: string, whose: string) => {
  const { findings } = await replayed([`${FOLDER}/${story}/events.jsonl`], `${FOLDER}/rolewarden.yaml`);
  return findings.filter(({ actor }) => actor.name === whose).map(({ summary }) => summary);
};

it('a finding is told by what is odd about it, not by what the role can do', async () => {
  const summaries = await told('vpn-vendor-switch', 'alice@example.com');
  expect(summaries.at(-1)).toContain(': first time from the Netherlands');
});

it('and by what the role can do, where nothing is odd', async () => {
  const summaries = await told('on-call-at-night', 'alice@example.com');
  expect(
    summaries.some((summary) => summary.endsWith('the role can do everything (judged by its name)')),
  ).toBe(true);
});

it('a finding shows source identities: what the call set, and that of the session which calls', () => {
  const stage = createStage(1);
  const sourceIdentity = 'erin@example.com';
  const taken = aFinding(eventOf(take(stage, { role: role('Ops'), extra: { sourceIdentity } })));
  expect(taken.session).toMatchObject({ name: 'work', sourceIdentity });
  expect(taken.actor).not.toHaveProperty('sourceIdentity');
  expect(roleAsked(taken)).toBe(`Ops in account ${A}, session work, source identity erin@example.com`);
  const issued = {
    role: role('Ops'),
    session: 'work',
    key: 'ASIAOPSEXAMPLE',
    issuedAt: stage.at(1, '09:00'),
  };
  const by = session({ ...issued, extra: { sourceIdentity } });
  const call = { at: stage.at(1, '09:05'), by, from: address('berlinHome'), account: A };
  const used = aFinding(eventOf(callerIdentity(call)));
  expect(used.actor).toMatchObject({ name: 'Ops', sourceIdentity });
  expect(who(used)).toMatch(/, source identity erin@example\.com\)$/);
});
