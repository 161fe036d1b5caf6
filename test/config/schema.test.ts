import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { RolewardenError } from '../../src/core/errors.ts';

const read = (value: unknown) => () => parseConfig(value, 'rolewarden.yaml');
const until = '2027-01-01';
const ROLE = 'arn:aws:iam::111122223333:role/Deploy';

describe('what an error shows of a value', () => {
  it.each([
    { store: { url: 'redis//:hunter2@redis.internal' } },
    { store: 'hunter2' },
    { alerts: [{ type: 'webhook', url: 'hunter2' }] },
    { alerts: [{ type: 'webhook', url: 'https://siem.example/', token: ' hunter2' }] },
    { alerts: [{ type: 'webhook', url: 'https://siem.example/', secret: 'hunter2' }] },
    { alerts: ['https://hooks.slack.com/services/hunter2'] },
    { revocation: { spoke: { roleArn: 'arn:aws:iam::{account}:role/spoke', externalId: 7_002 } } },
  ])('is nothing where it may be secret: %j', (value) => {
    expect(read(value)).toThrow(RolewardenError);
    expect(read(value)).not.toThrow(/hunter2|7002/);
  });

  it('is enough to find it, anywhere else', () => {
    expect(read({ scoring: { learnBelow: 'soon' } })).toThrow('(found "soon")');
    expect(read({ scoring: { learnBelow: 'x'.repeat(500) } })).toThrow(/\(found "x{199} …\)/);
  });
});

it.each<[unknown, string]>([
  [{ roles: { breakGlass: ROLE } }, `roles.breakGlass: expected a list: [one, another] (found "${ROLE}")`],
  [{ scoring: { learnBelow: '40' } }, 'scoring.learnBelow: expected a number, without quotes (found "40")'],
  [{ scoring: { learnBelow: 0.5 } }, 'scoring.learnBelow: expected a whole number (found 0.5)'],
  [{ scoring: { thresholds: { critical: 300 } } }, 'expected 100 or less (found 300)'],
  [{ scoring: { learnBelow: 1e21 } }, 'learnBelow: expected a smaller number (found 1e+21)'],
  [{ revocation: { maxAge: -1e21 } }, 'maxAge: expected a larger number (found -1e+21)'],
  [{ sessions: true }, 'sessions: expected one of "off", "watch" (found true)'],
  [{ roles: 'x' }, 'roles: expected keys with values (found "x")'],
  [[], 'the top level: expected keys with values (found an empty list)'],
  [{ roles: null }, 'roles: expected keys with values (found nothing: null)'],
  [{ roles: ['x', 'y'] }, 'roles: expected keys with values (found a list)'],
  [{ alerts: { type: 'log' } }, 'alerts: expected a list: [one, another] (found keys with values)'],
  [
    { awsRanges: {} },
    'awsRanges: expected a text, in quotes if it looks like something else (found keys with values)',
  ],
  [{ scoring: { learnBelow: Number.NaN } }, 'learnBelow: expected a number, without quotes (found NaN)'],
  [{ store: 'redis://u:pw@h' }, 'store: expected keys with values (found a text)'],
  [
    { store: { url: 7 } },
    'store.url: expected a text, in quotes if it looks like something else (found a number)',
  ],
  [{ lists: [{ path: 'x', kind: 'tor' }] }, 'lists.0.name: is missing: expected a text, in quotes'],
  [{ lists: [{ name: 'x', path: 'x' }] }, 'lists.0.kind: is missing: expected one of "threat", '],
  [{ alerts: [{}] }, 'alerts.0.type: is missing: expected one of "log", '],
  [
    { organisation: { trusted: [{ name: 'x' }] } },
    'account: is missing: an AWS account id is a text of 12 digits',
  ],
  [
    { organisation: { networks: [{ name: 'x', cidr: [] }] } },
    'networks.0.cidr: expected a list that is not empty (found an empty list)',
  ],
  [{ lists: [{ name: 'x', path: '', kind: 'tor' }] }, 'lists.0.path: expected a text that is not empty'],
  [{ alerts: [{ type: 'pager' }] }, 'alerts.0.type: expected one of "log", "sns", '],
  [
    { suppressions: [{ id: 'a', actor: 'user:*', until: 'soon', reason: 'ok' }] },
    'suppressions.0.until: expected a date that exists, such as 2026-01-31 (found "soon")',
  ],
  [
    { suppressions: [{ id: 'a', actor: 'user:*', until, reason: 'ok' }] },
    'suppressions.0.reason: expected 3 characters or more (found "ok")',
  ],
  [{ maintenance: [{ from: '2026-01-31' }] }, 'expected a time with its zone, such as 2026-01-31T08:00:00Z'],
])('a fault is told in words of the file: %j', (value, words) => {
  expect(read(value)).toThrow(words);
});

it.each(['8-8', '25-01', '24-24'])('wrong hours are one fault: %s', (hours) => {
  const fault = read({ schedules: [{ name: 'a', match: 'person:*', zone: 'UTC', hours }] });
  expect(fault).toThrow(/^rolewarden\.yaml has a fault:\n {2}schedules\.0\.hours: [^\n]+$/);
});

describe('what can match nothing is a fault, not a setting that is passed over', () => {
  it.each<[string, unknown, string]>([
    ['a bare role name', { roles: { decoy: ['prod-db-owner'] } }, 'roles.decoy.0: matches no such ARN'],
    ['a user among roles', { roles: { blocked: ['arn:aws:iam::*:user/x'] } }, 'roles.blocked.0'],
    ['a session', { roles: { admin: ['arn:aws:sts::*:assumed-role/Admin/*'] } }, 'roles.admin.0'],
    ['what is protected', { revocation: { protected: ['Deploy*'] } }, 'revocation.protected.0'],
    ['a provider by its name', { identity: { samlProviders: ['okta'] } }, 'identity.samlProviders.0'],
    [
      'an issuer as a URL',
      { identity: { oidcIssuers: ['https://token.actions.githubusercontent.com'] } },
      'write host and path, without https://',
    ],
    [
      'a queue by its name',
      { revocation: { trusted: ['my-queue'] } },
      'revocation.trusted.0: expected the ARN',
    ],
    [
      'a queue by its URL',
      { revocation: { trusted: ['https://sqs.eu-central-1.amazonaws.com/111122223333/q'] } },
      'revocation.trusted.0',
    ],
    ...['08-08', '00-00', '24-24', '24-00'].map((hours): [string, unknown, string] => [
      `hours that nobody works: ${hours}`,
      { schedules: [{ name: 'a', match: 'person:*', zone: 'UTC', hours }] },
      'schedules.0.hours: ends when it begins; the whole day is 00-24',
    ]),
    [
      'an own account among outsiders',
      {
        organisation: {
          accounts: ['999988887777', '111122223333'],
          trusted: [
            { account: '444455556666', name: 'partner' },
            { account: '111122223333', name: 'vendor' },
          ],
        },
      },
      'organisation.trusted.1.account: is among organisation.accounts, too: it is yours, or an outsider (found "111122223333")',
    ],
    [
      'a mistyped rule in a suppression',
      { suppressions: [{ id: 'a', actor: 'user:*', rules: ['impossible-travl'], until, reason: 'known' }] },
      'suppressions.0.rules.0: no rule has this id: did you mean impossible-travel?',
    ],
    [
      'a mistyped rule that should not act',
      { revocation: { rules: { 'nosuch-thing': 'shadow' } } },
      'revocation.rules.nosuch-thing: no rule has this id; see `rolewarden rules list`',
    ],
    [
      'the same suppression twice',
      { suppressions: ['a', 'b', 'a'].map((id) => ({ id, actor: 'user:*', until, reason: 'known' })) },
      'suppressions.2: has the id of suppressions.0, "a": give each its own',
    ],
    [
      'two sinks of the same name',
      {
        alerts: [
          { type: 'slack', url: 'https://hooks.slack.com/a' },
          { type: 'log' },
          { type: 'log', level: 'low' },
        ],
      },
      'alerts.2: has the name of alerts.1, "log": give each its own',
    ],
    ...['12', '1234567890123'].map((account): [string, unknown, string] => [
      `an account of another form, ${account}`,
      { revocation: { accounts: { [account]: 'auto' } } },
      '12 digits; quote it in YAML',
    ]),
    [
      'a suppression of everything',
      { suppressions: [{ id: 'a', until, reason: 'known' }] },
      'needs an actor or a role: it would hide everything',
    ],
    ...[{ low: 40 }, { medium: 70 }, { high: 90 }].map((thresholds): [string, unknown, string] => [
      `thresholds that do not rise: ${JSON.stringify(thresholds)}`,
      { scoring: { thresholds } },
      'must rise: low < medium < high < critical',
    ]),
    [
      'learning at once what an alert is about',
      { scoring: { learnBelow: 71 } },
      'learnBelow must not be above thresholds.high',
    ],
    ['all addresses', { organisation: { networks: [{ name: 'all', cidr: ['0.0.0.0/0'] }] } }, 'too wide'],
    ['half of them', { organisation: { networks: [{ name: 'all', cidr: ['128.0.0.0/1'] }] } }, 'too wide'],
    ['all of IPv6', { organisation: { networks: [{ name: 'all', cidr: ['2000::/3'] }] } }, 'too wide'],
  ])('%s', (_, value, fault) => {
    expect(read(value)).toThrow(fault);
  });

  it.each<[string, unknown]>([
    ['a role', { roles: { decoy: [ROLE] } }],
    [
      'a role in any account',
      { roles: { decoy: ['arn:aws:iam::*:role/prod-*', '*:role/x', '*decoy*', '*'] } },
    ],
    ['a role by a question mark', { roles: { decoy: ['?????aws:iam::*:role/x'] } }],
    ['an account’s roles', { revocation: { roleWide: ['arn:aws:iam::111122223333:*'] } }],
    ['users and roles', { revocation: { protected: ['arn:aws-us-gov:iam::*:user/ci', ROLE, '*guarded'] } }],
    ['a provider', { identity: { samlProviders: ['arn:aws:iam::*:saml-provider/corp', '*/corp'] } }],
    ['an issuer', { identity: { oidcIssuers: ['oidc.eks.*.amazonaws.com/id/*'] } }],
    ['sources', { revocation: { trusted: ['arn:aws:s3:::trail-logs', 'events.amazonaws.com'] } }],
    ['a rule', { revocation: { rules: { 'impossible-travel': 'off' } } }],
    ...['00-24', '22-06', '23-00', '24-08'].map((hours): [string, unknown] => [
      `hours ${hours}`,
      { schedules: [{ name: 'a', match: 'person:*', zone: 'UTC', hours }] },
    ]),
    ['a network', { organisation: { networks: [{ name: 'lan', cidr: ['10.0.0.0/8', '2001:db8::/32'] }] } }],
  ])('takes %s', (_, value) => {
    expect(read(value)).not.toThrow();
  });
});
