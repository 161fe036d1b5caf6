import type { StsEvent } from '../../src/core/event/event.ts';
import type { Finding, Signal } from '../../src/core/finding/finding.ts';
import { type Judgement, toFinding } from '../../src/core/finding/to-finding.ts';
import type { Session } from '../../src/core/history/session.ts';

const EVENT: StsEvent = {
  id: '6a1d0c5e-0000-4000-8000-00000000a001',
  eventId: '6a1d0c5e-0000-4000-8000-00000000a001',
  sharedEventId: undefined,
  replaces: undefined,
  time: Date.parse('2026-03-14T02:14:07Z'),
  service: 'sts',
  name: 'AssumeRole',
  eventName: 'AssumeRole',
  outcome: 'success',
  errorCode: undefined,
  region: 'eu-central-1',
  recipientAccountId: '444455556666',
  actor: {
    key: 'role:111122223333/DeployRole',
    kind: 'role',
    name: 'DeployRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/DeployRole/alice',
    accountId: '111122223333',
    principalId: 'AROAEXAMPLEDEPLOYROLE:alice',
    accessKeyId: 'ASIACALLERKEYEXAMPLE',
    sessionName: 'alice',
    roleName: 'DeployRole',
    sourceIdentity: undefined,
    workload: undefined,
    mfa: false,
    federated: false,
    assumedRoot: false,
    serviceLinked: false,
    invokedBy: undefined,
    unnamedKey: undefined,
    fetched: undefined,
  },
  origin: {
    kind: 'ip',
    ip: '203.0.113.7',
    place: { country: 'BR', city: 'Recife', latitude: undefined, longitude: undefined },
    network: {
      key: 'AS64500',
      dimension: 'network',
      kind: 'access',
      provider: undefined,
      asn: 64_500,
      name: 'Example Telecom',
    },
    reputation: { lists: [], anonymiser: undefined, threatsKnown: false, anonymisersKnown: false },
    own: undefined,
  },
  client: { text: 'aws-cli/2.22.12', family: 'aws-cli', os: 'linux' },
  role: {
    arn: 'arn:aws:iam::444455556666:role/ProdAdmin',
    accountId: '444455556666',
    name: 'ProdAdmin',
  },
  grant: {
    accessKeyId: 'ASIAISSUEDKEYEXAMPLE',
    assumedRoleId: 'AROAEXAMPLEPRODADMIN:fix',
    expiresAt: Date.parse('2026-03-14T03:14:07Z'),
  },
  request: {
    sessionName: 'fix',
    durationSeconds: 3_600,
    sourceIdentity: undefined,
    externalIdHash: undefined,
    mfaSerial: undefined,
    grantType: undefined,
    sessionPolicy: 'none',
    tagKeys: [],
    transitiveTagKeys: [],
    targetAccountId: undefined,
    audiences: [],
    taskPolicy: undefined,
  },
  federation: undefined,
  signInMfa: undefined,
  vpcEndpointId: undefined,
  vpcEndpointAccountId: undefined,
  source: 'sts',
  fromConsole: false,
  touched: [],
  trust: undefined,
  provider: undefined,
};

/** The session that called: alice assumed DeployRole an hour earlier. */
const CALLER: Session = {
  accessKeyId: 'ASIACALLERKEYEXAMPLE',
  parentKeyId: 'AKIAALICEKEYEXAMPLE',
  actor: { key: 'user:arn:aws:iam::111122223333:user/alice', kind: 'user', name: 'alice' },
  role: { arn: 'arn:aws:iam::111122223333:role/DeployRole', accountId: '111122223333', name: 'DeployRole' },
  assumedRoleId: undefined,
  trusted: false,
  heldBy: undefined,
  sessionName: 'alice',
  accountId: '111122223333',
  time: EVENT.time - 3_600_000,
  expiresAt: EVENT.time + 3_600_000,
  country: 'DE',
  network: 'Example Fibre',
  networkKey: 'AS64500',
  networkKind: 'access',
  client: 'aws-cli',
  sourceIdentity: undefined,
  birth: { reputation: 0, timing: 0, behaviour: 0, finding: null },
  ambiguous: false,
};

/** A signal of a rule, with evidence. */
export function aSignal(family: Signal['family'], ruleId: string, points: number): Signal {
  return { ruleId, family, points, summary: `what ${ruleId} saw`, evidence: { country: 'BR', count: 3 } };
}

/** A finding of the real `toFinding`: alice, through DeployRole, assumes ProdAdmin from an odd place. */
export function aFinding(event: Partial<StsEvent> = {}, judgement: Partial<Judgement> = {}): Finding {
  return toFinding(
    { ...EVENT, ...event },
    {
      score: 90,
      level: 'critical',
      ask: undefined,
      signals: [
        aSignal('behaviour', 'new-country', 14),
        aSignal('misuse', 'impossible-travel', 65),
        aSignal('behaviour', 'new-network', 19),
      ],
      unknown: [
        { ruleId: 'threat-listed-address', reason: 'list' },
        { ruleId: 'off-hours', reason: 'history' },
        { ruleId: 'new-role-for-actor', reason: 'history' },
      ],
      context: [
        {
          kind: 'suppression',
          id: 'vpn-move',
          reason: 'the office moves',
          until: '2026-04-01T00:00:00.000Z',
          removed: [{ ruleId: 'new-client', points: 7 }],
        },
      ],
      lineage: { sessions: [CALLER], partial: false },
      cause: 'c0ffee',
      repeatOf: null,
      usual: {
        actor: {
          covered: true,
          days: 40,
          known: { country: ['DE'], hour: ['w08', 'w09'] },
          emerging: {},
        },
        role: null,
      },
      degraded: false,
      group: 'role:111122223333/DeployRole -> ProdAdmin',
      trusted: false,
      version: '0.1.0',
      configHash: 'abc123',
      ...judgement,
    },
  );
}
