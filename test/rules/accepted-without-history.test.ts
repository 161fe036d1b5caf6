import { expect, it } from 'vitest';
import { webIdentity } from '../../scripts/callers.ts';
import { DATABASES } from '../../scripts/places.ts';
import { withWebIdentity } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { createStage, quietDays } from '../../scripts/scenarios/stage.ts';
import { createApp } from '../../src/app.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { parseConfig } from '../../src/config/load.ts';
import { acceptedSightings } from '../../src/core/learning/accept.ts';
import { createLog } from '../../src/run/log.ts';
import { A, call, role } from '../support/chain.ts';
import { eventOf } from '../support/events.ts';

const JOINED = role('joined');
const LABS = 'repo:acme-labs/app:ref:refs/heads/main';
const LABS_ID = 'repo:acme-labs@7/app@8:ref:refs/heads/main';
const STRANGE = 'repo:evil/app:ref:refs/heads/main';
const TERRAFORM = 'app.terraform.io';
const PLAN = 'organization:acme:project:core:workspace:net:run_phase:plan';

/** Points that the rule gives the next day, after a person has accepted what it said of the first run of a new role. */
async function pointsAfter(
  ruleId: string,
  first: { readonly subject: string; readonly issuer?: string },
  next: { readonly subject: string; readonly issuer?: string },
  config: Readonly<Record<string, unknown>> = {},
): Promise<readonly (number | undefined)[]> {
  const stage = createStage(7);
  const run = (day: number, { subject, issuer = GITHUB }: typeof first, taken = JOINED) =>
    withWebIdentity(call(stage, { day, role: taken, by: webIdentity(A, issuer, subject), place: 'runners' }));
  quietDays(stage, PEOPLE);
  for (let day = 0; day < 30; day++)
    stage.add(run(day, { subject: 'repo:acme/shop:ref:refs/heads/main' }, role('old')));
  const store = createMemoryStore();
  const app = await createApp({
    config: parseConfig({ databases: DATABASES, ...config }, 'the test'),
    log: createLog('silent'),
    store,
  });
  const points = async (body: object) => {
    const [outcome] = await app.analyzer.analyze([{ id: 'one', body }]);
    return outcome?.findings[0]?.signals.find((signal) => signal.ruleId === ruleId)?.points;
  };
  await app.analyzer.analyze([{ id: 'before', body: { Records: stage.records() } }]);
  const before = await points(run(30, first));
  await store.learn({ sightings: acceptedSightings(eventOf(run(30, first))), sessions: [] });
  const after = await points(run(31, next));
  await app.close();
  return [before, after];
}

it('an owner that was accepted is one of the role’s, though the role has no history', async () => {
  expect(await pointsAfter('oidc-subject', { subject: LABS }, { subject: LABS })).toEqual([70, undefined]);
});

it('another owner is still a stranger, and so is one who took over the accepted name', async () => {
  expect(await pointsAfter('oidc-subject', { subject: LABS }, { subject: STRANGE })).toEqual([70, 70]);
  const takenOver = { subject: LABS_ID.replace('@7', '@9') };
  expect(await pointsAfter('oidc-subject', { subject: LABS_ID }, takenOver)).toEqual([70, 70]);
});

it('the accepted owner’s name at another provider is a stranger’s', async () => {
  const elsewhere = { subject: 'project_path:acme-labs/app:ref_type:branch:ref:main', issuer: 'gitlab.com' };
  expect(await pointsAfter('oidc-subject', { subject: LABS }, elsewhere)).toEqual([70, 20]);
});

it('a provider that was accepted is one of the role’s, though the configuration does not name it', async () => {
  const first = { subject: PLAN, issuer: TERRAFORM };
  expect(await pointsAfter('oidc-provider-new', first, first)).toEqual([25, undefined]);
  expect(await pointsAfter('oidc-subject', first, first)).toEqual([20, undefined]);
  const named = { identity: { oidcIssuers: [GITHUB] } };
  expect(await pointsAfter('oidc-provider-new', first, first, named)).toEqual([70, undefined]);
});

it('another provider is still new to the role', async () => {
  const next = {
    subject: 'organization:acme:pipeline:x:ref:main:commit:1:step:2',
    issuer: 'agent.buildkite.com',
  };
  const named = { identity: { oidcIssuers: [GITHUB] } };
  expect(await pointsAfter('oidc-provider-new', { subject: PLAN, issuer: TERRAFORM }, next, named)).toEqual([
    70, 70,
  ]);
});
