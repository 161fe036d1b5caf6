import { type IssuedSession, service, session, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { assumeRole, BOTO, CLI, callerIdentity, issuedKey, serviceRole } from '../../scripts/records.ts';
import { instanceDay, instanceSession, podDay, podSession } from '../../scripts/scenarios/machines.ts';
import { SHOP } from '../../scripts/scenarios/organisation.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/workload-credentials-outside.ts';
import { cases, daily } from '../support/cases.ts';

type Issue = (stage: Stage, at: string) => IssuedSession;
const used = (issue: Issue, place: PlaceName, n: number, routine?: typeof instanceDay) => (stage: Stage) => {
  if (routine !== undefined) quietDays(stage, [routine]);
  const by = session(issue(stage, stage.at(30, '09:00')));
  return callerIdentity({
    at: stage.at(30, '09:30'),
    by,
    from: address(place, n),
    with: BOTO,
    account: SHOP,
  });
};

/** A call with a session on day 30. */
const at = (
  stage: Stage,
  time: string,
  issued: IssuedSession,
  place: PlaceName,
  n: number,
  isTold = false,
) => {
  const call = { by: session(issued), from: address(place, n), with: BOTO, account: SHOP };
  const record = callerIdentity({ ...call, at: stage.at(30, time) });
  if (isTold) stage.add(record);
  return record;
};
/** One session where its workload always is, and half an hour later at another address. */
const apart =
  (issue: Issue, routine: typeof instanceDay, place: PlaceName = 'awsVirginia') =>
  (stage: Stage) => {
    quietDays(stage, [routine]);
    const issued = issue(stage, stage.at(30, '09:00'));
    at(stage, '09:05', issued, 'awsFrankfurt', 20, true);
    return at(stage, '09:35', issued, place, 44);
  };

const THEIRS = { vpcEndpointId: 'vpce-0a1b2c3d4e5f60718', vpcEndpointAccountId: '999988887777' };
/** The same through a VPC endpoint: CloudTrail has its id, whose it is, and a private address. */
const through =
  (endpoint: Readonly<Record<string, string>>, routine?: typeof instanceDay, from = '10.0.3.4') =>
  (stage: Stage) => ({
    ...used(instanceSession, 'awsFrankfurt', 3, routine)(stage),
    ...endpoint,
    sourceIPAddress: from,
  });

/** A session that a service took for its own code; nothing but that says what runs under it. */
const takenBy =
  (invokedBy: string, seen = true): Issue =>
  (stage, at) => {
    const role = { account: SHOP, name: 'job-role' };
    const call = {
      at,
      by: service(invokedBy),
      account: SHOP,
      role,
      session: 'x',
      shared: `${invokedBy}${at}`,
    };
    if (seen) stage.add(serviceRole(call));
    return { role, session: 'x', key: issuedKey({ ...call, from: '' }), issuedAt: at, extra: {} };
  };

/** A session that a workflow of Step Functions asked for, with its own role's; the answer is in the workflow's output. */
const byWorkflow =
  (invokedBy: string): Issue =>
  (stage, at) => {
    const flow = takenBy('states.amazonaws.com')(stage, at);
    const by = { ...session(flow), invokedBy };
    const role = { account: SHOP, name: 'target-role' };
    const call = { at, by, from: invokedBy, with: invokedBy, account: SHOP, role, session: 'y' };
    stage.add(assumeRole(call));
    return { role, session: 'y', key: issuedKey(call), issuedAt: at };
  };

/** The same session, whose issue was never recorded. */
const unrecorded =
  <T>(issue: (stage: Stage, at: string) => T) =>
  (stage: Stage, at: string): T =>
    issue({ ...stage, add: () => {} }, at);

/** An instance that leaves through one address outside AWS, every day for a month. */
function proxied(stage: Stage) {
  for (let day = 0; day < 30; day++) {
    const by = session(instanceSession(stage, stage.at(day, '09:00')));
    const call = { at: stage.at(day, '09:30'), by, from: address('cellar', 2), with: BOTO, account: SHOP };
    stage.add(callerIdentity(call));
  }
  return used(instanceSession, 'cellar', 2)(stage);
}

/** The pod's token, handed in for a session. */
function tokenAt(stage: Stage, from: string) {
  quietDays(stage, [podDay]);
  podSession(stage, stage.at(30, '09:00'));
  const issued = stage.records().at(-1);
  return { ...issued, eventID: 'the thief', sourceIPAddress: from };
}

/** For ten days others come through the same endpoint, on the other days through none. */
const throughShared = (others: readonly ReturnType<typeof user>[]) => (stage: Stage) => {
  daily(stage, (day) =>
    others.map((by, at) => ({
      ...callerIdentity({
        ...{ at: stage.at(day, `07:0${at}`), by, with: BOTO, account: SHOP },
        from: day < 10 ? '10.0.3.9' : address('awsFrankfurt', 9),
      }),
      ...(day < 10 ? THEIRS : {}),
    })),
  );
  return through(THEIRS, instanceDay)(stage);
};

cases(rule, {
  fires: [
    {
      name: 'through a VPC endpoint that one other credential has come through for days: a thief’s may',
      tell: throughShared([user(SHOP, 'bob')]),
      points: 90,
    },
    {
      name: 'through an endpoint that others use, of an account that the configuration does not name',
      tell: throughShared([user(SHOP, 'bob'), user(SHOP, 'ci')]),
      config: { organisation: { accounts: [SHOP] } },
      points: 90,
    },
    {
      name: 'an instance’s credentials through a VPC endpoint of a foreign account',
      tell: through(THEIRS, instanceDay),
      points: 90,
    },
    {
      name: 'the same, with a private address that is also an own network',
      tell: through(THEIRS, instanceDay),
      config: { organisation: { networks: [{ name: 'office', cidr: ['10.0.0.0/8'] }] } },
      points: 90,
    },
    {
      name: 'a VPC endpoint of an account that is not configured, on the first day',
      tell: through(THEIRS),
      config: { organisation: { accounts: [SHOP] } },
      points: 90,
    },
    {
      name: 'an instance’s credentials at a hoster',
      tell: used(instanceSession, 'hoster', 3, instanceDay),
      points: 90,
    },
    { name: 'an instance without history, outside AWS', tell: used(instanceSession, 'lagos', 3), points: 90 },
    {
      name: 'instances behind a proxy that nobody configured, also after a month of it',
      points: 90,
      says: ' is your proxy, name it under organisation.networks',
      tell: (stage) => proxied(stage),
    },
    {
      name: 'a pod’s session from a home connection',
      tell: used(podSession, 'lagos', 3, podDay),
      points: 90,
    },
    {
      name: 'a pod of a dual-stack cluster, without history, from a home connection',
      tell: used(
        (stage, at) => {
          const issued = unrecorded(podSession)(stage, at);
          const federatedProvider = `arn:aws:iam::${SHOP}:oidc-provider/oidc-eks.eu-central-1.api.aws/id/0123456789ABCDEF`;
          return { ...issued, extra: { webIdFederationData: { federatedProvider, attributes: {} } } };
        },
        'lagos',
        3,
      ),
      points: 60,
    },
    {
      name: 'a pod without history from a home connection',
      tell: used(unrecorded(podSession), 'lagos', 3),
      points: 60,
    },
    {
      name: 'a pod without history at a hoster, its session issued inside AWS',
      tell: used(podSession, 'hoster', 3),
      points: 90,
    },
    {
      name: 'an instance’s credentials at an AWS address that it never had',
      tell: used(instanceSession, 'awsVirginia', 3, instanceDay),
      points: 30,
      says: 'an AWS address where the workload never was',
    },
    {
      name: 'the same with a program that the instance never used',
      tell: (stage) => ({
        ...used(instanceSession, 'awsVirginia', 3, instanceDay)(stage),
        userAgent: CLI,
      }),
      points: 40,
      says: 'where the workload never was, with aws-cli for the first time',
    },
    {
      name: 'an instance’s session, in AWS in another country than an hour before',
      tell: apart(instanceSession, instanceDay),
      points: 50,
      says: 'came from an AWS address where the workload never was (United States; the same session was in Germany before)',
    },
    {
      name: 'the same with a program that the instance never used',
      tell: (stage) => ({ ...apart(instanceSession, instanceDay)(stage), userAgent: CLI }),
      points: 50,
      says: 'with aws-cli for the first time',
    },
    {
      name: 'a pod’s session that was issued in AWS in another country',
      tell: used(podSession, 'awsVirginia', 3, podDay),
      points: 50,
      says: 'the same session was in Germany before',
    },
    {
      name: 'an instance’s session behind a new gateway in the same region',
      tell: apart(instanceSession, instanceDay, 'awsFrankfurt'),
      points: 30,
    },
    {
      name: 'a new instance behind a gateway in another country, which is new to the role',
      tell: (stage) => {
        quietDays(stage, [instanceDay]);
        // the machines of the first region go on with sessions of their own
        at(stage, '08:40', instanceSession(stage, stage.at(30, '08:00')), 'awsFrankfurt', 20, true);
        return at(stage, '09:30', instanceSession(stage, stage.at(30, '09:00')), 'awsVirginia', 3);
      },
      points: 30,
    },
    {
      name: 'an instance’s session that was on its way through a VPC endpoint before',
      tell: (stage) => {
        quietDays(stage, [instanceDay]);
        const issued = instanceSession(stage, stage.at(30, '09:00'));
        const own = { vpcEndpointId: 'vpce-0a1b2c3d4e5f60718', vpcEndpointAccountId: SHOP };
        stage.add({ ...at(stage, '09:05', issued, 'awsFrankfurt', 20), ...own, sourceIPAddress: '10.0.3.4' });
        return at(stage, '09:30', issued, 'awsVirginia', 3);
      },
      points: 30,
    },
    {
      name: 'a pod’s token at an AWS address that the pod never had',
      tell: (stage) => tokenAt(stage, address('awsVirginia', 3)),
      points: 30,
    },
    {
      name: 'a session that a workflow asked for, which a thief read in its output',
      tell: used(byWorkflow('states.amazonaws.com'), 'lagos', 3),
      points: 75,
      says: 'credentials of a workflow of Step Functions were used outside AWS',
    },
    {
      name: 'a listing of buckets with an instance’s credentials, at a hoster',
      config: { sessions: 'watch' },
      points: 90,
      tell: (stage) => ({
        ...used(instanceSession, 'hoster', 3, instanceDay)(stage),
        eventSource: 's3.amazonaws.com',
        eventName: 'ListBuckets',
      }),
    },
    {
      name: 'everything refused, with an instance’s credentials at a hoster',
      points: 90,
      tell: (stage) => ({
        ...used(instanceSession, 'hoster', 3, instanceDay)(stage),
        eventName: 'GetSessionToken',
        errorCode: 'AccessDenied',
        errorMessage: 'Cannot call GetSessionToken with session credentials',
      }),
    },
    {
      name: 'a refused call of another service, with an instance’s credentials at a hoster',
      config: { sessions: 'watch' },
      points: 90,
      tell: (stage) => ({
        ...used(instanceSession, 'hoster', 3, instanceDay)(stage),
        eventSource: 'ec2.amazonaws.com',
        eventName: 'DescribeInstances',
        errorCode: 'Client.UnauthorizedOperation',
      }),
    },
    {
      name: 'a dry run, which says what the credentials may do',
      config: { sessions: 'watch' },
      points: 90,
      tell: (stage) => ({
        ...used(instanceSession, 'hoster', 3, instanceDay)(stage),
        eventSource: 'ec2.amazonaws.com',
        eventName: 'RunInstances',
        errorCode: 'Client.DryRunOperation',
        errorMessage: 'Request would have succeeded, but DryRun flag is set.',
      }),
    },
    {
      name: 'the same at SNS, which has a word of its own for a refusal',
      config: { sessions: 'watch' },
      points: 90,
      tell: (stage) => ({
        ...used(instanceSession, 'hoster', 3, instanceDay)(stage),
        eventSource: 'sns.amazonaws.com',
        eventName: 'GetSMSAttributes',
        errorCode: 'AuthorizationErrorException',
      }),
    },
    ...['ecs-tasks', 'lambda', 'codebuild', 'glue', 'sagemaker', 'bedrock-agentcore', 'emr-serverless'].map(
      (name) => ({
        name: `on the first day, the session of a role that ${name} took, at a hoster`,
        tell: used(takenBy(`${name}.amazonaws.com`), 'hoster', 3),
        points: 75,
      }),
    ),
  ],
  silent: [
    { name: 'the instance itself', tell: used(instanceSession, 'awsFrankfurt', 20, instanceDay) },
    { name: 'an instance without history in AWS', tell: used(instanceSession, 'awsVirginia', 3) },
    { name: 'the pod itself', tell: used(podSession, 'awsFrankfurt', 7, podDay) },
    { name: 'the pod’s own token', tell: (stage) => tokenAt(stage, address('awsFrankfurt', 7)) },
    {
      name: 'the instance itself, with a program that it never used',
      tell: (stage) => ({
        ...used(instanceSession, 'awsFrankfurt', 20, instanceDay)(stage),
        userAgent: CLI,
      }),
    },
  ],
  almost: [
    {
      name: 'a session that a service took, in AWS',
      tell: used(takenBy('glue.amazonaws.com'), 'awsFrankfurt', 3),
    },
    {
      name: 'a session that a workflow asked for, in AWS',
      tell: used(byWorkflow('states.amazonaws.com'), 'awsFrankfurt', 3),
    },
    {
      name: 'a session that Systems Manager asked for, whose machines may stand anywhere',
      tell: used(byWorkflow('ssm.amazonaws.com'), 'lagos', 3),
    },
    {
      name: 'a session of which nobody saw who took it',
      tell: used(takenBy('glue.amazonaws.com', false), 'hoster', 3),
    },
    {
      name: 'a session for a machine that may stand anywhere',
      tell: used(takenBy('ssm.amazonaws.com'), 'hoster', 3),
    },
    {
      name: 'through the account’s own VPC endpoint',
      tell: through({ ...THEIRS, vpcEndpointAccountId: SHOP }, instanceDay),
    },
    {
      name: 'through the VPC endpoint of a configured network account',
      tell: through(THEIRS, instanceDay),
      config: { organisation: { accounts: [SHOP, '999988887777'] } },
    },
    {
      name: 'through the VPC endpoint of a network account that others use',
      tell: throughShared([user(SHOP, 'bob'), user(SHOP, 'ci')]),
    },
    {
      name: 'a foreign VPC endpoint while nobody knows which accounts are ours: unknown',
      tell: through(THEIRS),
    },
    {
      name: 'a VPC endpoint of which the record does not say whose it is: unknown',
      tell: through({ vpcEndpointId: THEIRS.vpcEndpointId }, instanceDay),
    },
    {
      name: 'an instance’s credentials at a hoster, when they had run out',
      tell: (stage) => ({
        ...used(instanceSession, 'hoster', 3, instanceDay)(stage),
        errorCode: 'ExpiredTokenException',
      }),
    },
    {
      name: 'a pod without history at a hoster: clusters live there',
      tell: used(unrecorded(podSession), 'hoster', 3),
    },
    {
      name: 'the same proxy, once the configuration names it',
      tell: (stage) => proxied(stage),
      config: { organisation: { networks: [{ name: 'cellar', cidr: [`${address('cellar', 0)}/27`] }] } },
    },
  ],
});
