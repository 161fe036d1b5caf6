import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { service, session, user } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { assumeRole, callerIdentity, deniedRole, stsCall } from '../../../scripts/records.ts';
import { stepsByHand } from '../../../src/core/action/alert-steps.ts';
import { irrevocable } from '../../../src/core/action/irrevocable.ts';
import { callerGoesOn, usedSession } from '../../../src/core/action/used.ts';
import { eventOf } from '../../support/events.ts';
import { replayed } from '../../support/replayed.ts';

const A = '111122223333';
const KEY = 'ASIAEXAMPLEEXAMPLE12';
const PORTAL = {
  account: A,
  name: 'AWSReservedSSO_Admin_0123456789abcdef',
  path: '/aws-reserved/sso.amazonaws.com/',
};
const LINKED = { account: A, name: 'AWSServiceRoleForRDS', path: '/aws-service-role/rds.amazonaws.com/' };
const DEPLOY = { account: A, name: 'Deploy', path: '/' };
const call = { at: '2026-06-01T12:00:00Z', from: address('hoster', 3), account: A };
const by = (role: typeof DEPLOY, as: string) =>
  session({ role, session: as, key: KEY, issuedAt: '2026-06-01T11:00:00Z' });
const issued = { credentials: { accessKeyId: KEY, expiration: 'Jun 1, 2026, 11:00:00 PM' } };

const CALLERS = [
  user(A, 'bob'),
  { ...user(A, 'bob'), accessKeyId: KEY },
  {
    type: 'Root',
    principalId: A,
    arn: `arn:aws:iam::${A}:root`,
    accountId: A,
    accessKeyId: 'AKIAROOTEXAMPLE12345',
  },
  by(DEPLOY, 'alice'),
  by(DEPLOY, 'i-0a1b2c3d4e5f60718'),
  by(PORTAL, 'bob@example.com'),
  by(LINKED, 'rds'),
  service('ec2.amazonaws.com'),
  service('rolesanywhere.amazonaws.com'),
  service('glue.amazonaws.com'),
];
const RECORDS = CALLERS.flatMap((caller) => {
  const how = { ...call, by: caller };
  return [
    callerIdentity(how),
    deniedRole({ ...how, role: DEPLOY }),
    ...[DEPLOY, PORTAL, LINKED].map((role) => assumeRole({ ...how, role, session: 'fix' })),
    ...['GetSessionToken', 'GetScopedCredentials', 'GetDelegatedAccessToken', 'GetWebIdentityToken'].map(
      (name) => stsCall(name, how, null, issued),
    ),
    stsCall('AssumeRoot', how, { targetPrincipal: A }, issued),
  ];
});

const FOLDER = 'fixtures/scenarios';
const stories = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** What stands behind a colon like a command, up to where the report takes it to end: that much gets pasted. */
const COMMAND = /: ((?:rolewarden|aws) [^();]+)/g;
const WHOLE: readonly RegExp[] = [
  /^rolewarden revoke (?:ASIA\w+|--(?:role|user) arn:[\w:/+=,.@-]+)(?: --dry-run)?$/,
  /^aws iam list-access-keys --user-name '[\w+=,.@-]+'$/,
  /^aws iam update-access-key --user-name '[\w+=,.@-]+' --access-key-id AKIA\w+ --status Inactive$/,
];

const commandsIn = (steps: readonly string[]) =>
  steps.flatMap((step) => [...step.matchAll(COMMAND)].map(([, command = '']) => command.trim()));
const broken = (steps: readonly string[]) =>
  commandsIn(steps).filter((command) => !WHOLE.some((form) => form.test(command)));

describe('a command in a step', () => {
  it('ends with the step, or before what is said of it in brackets', () => {
    const steps = RECORDS.flatMap((record) => {
      const event = eventOf(record);
      const told = [irrevocable(event), usedSession(event, [])];
      return [
        ...stepsByHand(event, []),
        ...callerGoesOn(event, []),
        ...told.flatMap((why) => (why === undefined ? [] : [why.summary, ...why.whatToDo])),
      ];
    });
    expect(new Set(commandsIn(steps)).size).toBeGreaterThan(4);
    expect(broken(steps)).toEqual([]);
  });

  it.each(stories.map(({ name }) => name))('does so in the alerts of %s', async (name) => {
    const own = `${FOLDER}/${name}/rolewarden.yaml`;
    const config = existsSync(own) ? own : `${FOLDER}/rolewarden.yaml`;
    const { findings } = await replayed([`${FOLDER}/${name}/events.jsonl`], config);
    expect(
      broken(
        findings.flatMap(({ actions, steps = [] }) => [
          ...steps,
          ...actions.map(({ detail }) => detail ?? ''),
        ]),
      ),
    ).toEqual([]);
  });
});
