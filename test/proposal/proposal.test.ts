import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RawCloudTrail } from '../../scripts/records.ts';
import {
  backupNight,
  instanceDay,
  pipelineRun,
  podDay,
  vendorDay,
} from '../../scripts/scenarios/machines.ts';
import { DATA, SHOP, VENDOR } from '../../scripts/scenarios/organisation.ts';
import { ALICE, PEOPLE, signIn } from '../../scripts/scenarios/people.ts';
import { createStage, quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import { parseConfig } from '../../src/config/load.ts';
import { compileSettings } from '../../src/config/settings.ts';
import { mergeCopies } from '../../src/ingest/record/merge.ts';
import { observe } from '../../src/proposal/observe.ts';
import { propose } from '../../src/proposal/propose.ts';
import { writeProposal } from '../../src/proposal/write.ts';
import { encodeText } from '../../src/report/encode.ts';
import { B, chain, deniedTake, role, take } from '../support/chain.ts';
import { eventOf } from '../support/events.ts';

const traits = compileSettings(parseConfig({}, 'test')).role;

function proposal(records: readonly RawCloudTrail[]): string {
  const copies = records.map((record) => eventOf(record));
  const observed = observe(mergeCopies(copies).events, copies);
  return writeProposal(propose(observed, traits), observed);
}

const told = (tell: (stage: Stage) => void): string => {
  const stage = createStage(4);
  tell(stage);
  return proposal(stage.records());
};
const quiet = (stage: Stage) =>
  quietDays(stage, [
    ...PEOPLE,
    vendorDay,
    instanceDay,
    podDay,
    backupNight,
    (at, day) => pipelineRun(at, day),
  ]);
const thirtyDays = told(quiet);

describe('what recordings show', () => {
  it('is counted by calls, however many copies of one were recorded', () => {
    const stage = createStage(4);
    for (let day = 0; day < 5; day++) stage.add(take(stage, { day, role: role('reader') }));
    const copies = stage.records().map((record) => eventOf(record));
    const [first] = copies;
    if (first === undefined) throw new Error('nothing was recorded');
    const correction = { ...first, eventId: 'corrected', replaces: first.eventId };
    const recorded = [...copies, ...copies, correction];
    const { accounts, events } = observe(mergeCopies(recorded).events, recorded);
    expect([events, [...accounts.values()].map((one) => one.events)]).toEqual([5, [5]]);
  });
});

describe('a proposed configuration', () => {
  const config = parseConfig(parse(thirtyDays), 'the proposal');

  it('is one that the product takes', () => {
    expect(config.organisation.accounts).toEqual([SHOP, DATA]);
    expect(config.organisation.trusted).toEqual([
      { account: VENDOR, name: `vendor ${VENDOR}`, externalId: true },
    ]);
    expect(config.identity.oidcIssuers).toContain('token.actions.githubusercontent.com');
    expect(config.identity.subjects.map(({ allow }) => allow)).toContainEqual([
      'repo:example-org/shop:ref:refs/heads/main',
    ]);
    expect(config.roles.power.some((arn) => arn.endsWith('ShopDeploy'))).toBe(true);
  });

  it('is the same in whatever order the recordings are read', () => {
    const stage = createStage(4);
    quiet(stage);
    for (let day = 0; day < 4; day++) {
      for (const name of ['Bastion', 'ClusterAdmin']) stage.add(take(stage, { day, role: role(name) }));
    }
    // once, on the last day
    stage.add(chain(stage, [role('Bastion'), role('ClusterAdmin')]));
    const records = stage.records();
    const proposed = proposal(records);
    expect(proposed).toContain('role/Bastion # its sessions assumed ClusterAdmin');
    expect(proposal([...records].reverse())).toBe(proposed);
  });

  it('expects subjects of OIDC roles only: nothing is compared for people who come through SAML', () => {
    const everyDay = told((stage) => {
      for (let day = 0; day < 31; day++) signIn(stage, ALICE, stage.at(day, '09:00:00'), ALICE.places[0]);
    });
    const { identity } = parseConfig(parse(everyDay), 'the proposal');
    expect([identity.subjects, identity.samlProviders?.length]).toEqual([[], 1]);
  });

  it('that is empty says so in words', () => {
    expect(proposal([])).toContain('made from 0 events: nothing was seen');
    const brief = told((stage) => stage.add(take(stage, { day: 0, role: role('reader') })));
    expect(brief).toMatch(/made from 1 event on 1 day, 2\d{3}-\d\d-\d\d\.\n/);
  });

  it('gives people their zone and hours', () => {
    const alice = config.schedules.find(({ match }) => match === `person:${ALICE.mail}`);
    expect(alice?.zone).toBe('Europe/Berlin');
    expect(alice?.days).toEqual([1, 2, 3, 4, 5]);
    expect(thirtyDays).toContain('days: [1, 2, 3, 4, 5]\n');
    const carol = config.schedules.find(({ match }) => match === 'person:carol@example.com');
    expect(carol?.zone).toMatch(/^America\//);
  });

  it('says of every value on what it rests, and that recordings may hold an attack', () => {
    expect(thirtyDays).toContain('may contain an attack');
    expect(thirtyDays).toMatch(new RegExp(`"${SHOP}" # \\d+ events on 30 days, \\d+ callers`));
    expect(thirtyDays).toMatch(/# \d+ % of \d+ events on \d+ days\n\s+- name: person:alice/);
  });

  it('leaves out what was refused, and what was seen on fewer than three days', () => {
    const brief = told((stage) => {
      for (const day of [0, 1]) stage.add(take(stage, { day, role: role('PlatformAdmin', B) }));
      for (let day = 0; day < 9; day++) stage.add(deniedTake(stage, { day, role: role('SecretAdmin') }));
    });
    expect(parse(brief)).toEqual({});
  });

  it('leaves a role out whose subjects still change', () => {
    const busy = told((stage) => {
      for (let day = 0; day < 20; day++) {
        pipelineRun(stage, day);
        pipelineRun(stage, day, 'example-org/shop', `ref:refs/heads/feature-${day}`);
      }
    });
    expect(parseConfig(parse(busy), 'busy').identity.subjects).toEqual([]);
  });
});

describe('a hostile recording', () => {
  it('has its issuers as they are, though what acts in them is escaped', () => {
    const issuer = 'id.example/\u202e\u009b31m\u{e0041}"\\';
    const records = [0, 1, 2].map((day) => ({
      ...take(createStage(1), { day, role: role('x', B) }),
      eventID: `w${day}`,
      eventName: 'AssumeRoleWithWebIdentity',
      userIdentity: { type: 'WebIdentityUser', userName: 'x', identityProvider: issuer },
    }));
    const proposed = proposal(records);
    expect(parse(proposed).identity.oidcIssuers).toEqual([issuer]);
    expect(proposed).toContain('\\u202e\\u009b31m\\U000e0041');
  });

  it('cannot write a line of the proposal', () => {
    const evil = fc.oneof(
      fc.string({ maxLength: 60, unit: 'binary' }),
      fc.constantFrom(
        'x\nroles: {decoy: ["*"]}',
        '"',
        "'",
        '# x',
        '&a *a',
        '!!js/function x',
        '- a: b',
        '\u2028x',
        '\u202ex\u009b31m\u{e0041}\u3164',
        '*',
      ),
    );
    fc.assert(
      fc.property(evil, evil, evil, (name, issuer, account) => {
        const records = [0, 1, 2, 3].flatMap((day) => {
          const stage = createStage(1);
          const arn = `arn:aws:iam::${B}:role/${name}Admin`;
          const record = take(stage, { day, role: role('x', B) });
          return [
            { ...record, requestParameters: { roleArn: arn, roleSessionName: name } },
            {
              ...record,
              eventID: `w${day}`,
              eventName: 'AssumeRoleWithWebIdentity',
              userIdentity: { type: 'WebIdentityUser', userName: name, identityProvider: issuer },
            },
            { ...record, eventID: `a${day}`, recipientAccountId: account },
            {
              ...record,
              eventID: `v${day}`,
              userIdentity: { type: 'AWSAccount', accountId: account, principalId: 'AROA:x' },
            },
          ];
        });
        const proposed = proposal(records);
        expect(proposed.replaceAll('\n', ' ')).toBe(encodeText(proposed.replaceAll('\n', ' ')));
        const config = parse(proposed);
        expect(
          Object.keys(config).every((key) =>
            ['organisation', 'identity', 'roles', 'schedules'].includes(key),
          ),
        ).toBe(true);
        expect(config.roles?.decoy).toBeUndefined();
        parseConfig(config, 'hostile');
      }),
      { numRuns: 300 },
    );
  });
});
