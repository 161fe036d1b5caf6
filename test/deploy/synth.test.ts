import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { faultsOf, type Kind } from '../../deploy/cdk/checks/faults.ts';
import { at, ofType, permissionsOf, resourcesOf } from '../../deploy/cdk/checks/template.ts';
import { assetsOf } from '../../deploy/cdk/lib/assets.ts';
import type { Settings } from '../../deploy/cdk/lib/settings.ts';
import { spokePolicy } from '../../deploy/cdk/lib/spoke.ts';
import { eventPattern } from '../../src/actions/provision/pattern.ts';
import { movedTo, SHAPES, settingsWith, templatesOf, workshop } from './support.ts';

const shop = workshop();
afterAll(shop.close);

function kindOf(name: string, { compute, feed }: Settings): Kind {
  if (name.startsWith('rolewarden-forward')) return { kind: 'forward' };
  if (name === 'rolewarden-spoke') return { kind: 'spoke', policy: spokePolicy('aws') };
  return { kind: 'hub', feed, compute };
}

describe.each(Object.entries(SHAPES))('%s', (_, changes) => {
  const settings = movedTo(shop.folder, settingsWith(changes));
  const templates = templatesOf(settings, shop);

  it('has no fault, and cdk-nag finds nothing without a reason', () => {
    for (const [name, template] of Object.entries(templates)) {
      if (name === 'rolewarden-organisation') continue;
      expect(faultsOf(template, kindOf(name, settings)), name).toEqual([]);
    }
  });

  it('has spoke roles that deny what its settings name', () => {
    if (!settings.acting) return;
    const spoke = { onlyTagged: true, protected: ['role/break-glass/*'] };
    const denying = templatesOf({ ...settings, spoke }, shop)['rolewarden-spoke'];
    expect(faultsOf(denying, { kind: 'spoke', policy: spokePolicy('aws', spoke) })).toEqual([]);
    expect(JSON.stringify(denying)).toContain('role/break-glass/*');
  });

  it('may assume spoke roles only where it may act', () => {
    const hub = JSON.stringify(templates['rolewarden-hub']);
    expect(hub.includes('role/rolewarden-spoke')).toBe(settings.acting);
    expect(hub).not.toMatch(/"iam:(?!PassRole"|PassedToService")/);
    expect('rolewarden-spoke' in templates).toBe(settings.acting);
  });

  it('keeps records, and sweeps, only where it may act', () => {
    const hub = JSON.stringify(templates['rolewarden-hub']);
    expect(hub.includes('rolewarden-audit-')).toBe(settings.acting);
    expect(hub.includes('rolewarden-sweep')).toBe(settings.acting && settings.compute === 'ecs');
    expect(hub).not.toContain('AWS::EFS::');
  });

  it('plots what its feed measures, and nothing of a feed that it has not', () => {
    const [dashboard] = resourcesOf(templates['rolewarden-hub']).filter(
      ({ type }) => type === 'AWS::CloudWatch::Dashboard',
    );
    const shown = JSON.stringify(dashboard).replaceAll('\\"', '"');
    const { compute, feed } = settings;
    const waits = {
      sqs: '"AWS/SQS","ApproximateNumberOfMessagesVisible"',
      s3: '"AWS/SQS","ApproximateNumberOfMessagesVisible"',
      direct: '"AWS/Lambda","AsyncEventAge"',
      kinesis:
        compute === 'lambda'
          ? '"AWS/Lambda","IteratorAge"'
          : '"AWS/Kinesis","GetRecords.IteratorAgeMilliseconds"',
    };
    for (const one of new Set(Object.values(waits))) expect(shown.includes(one)).toBe(one === waits[feed]);
    expect(shown.includes('IteratorAge')).toBe(feed === 'kinesis');
    expect(shown.includes('"AWS/Events"')).toBe(feed !== 's3');
    const ofBus = (name: string) =>
      `"AWS/Events","${name}","EventBusName","rolewarden","RuleName","rolewarden-sts"`;
    for (const name of ['MatchedEvents', 'FailedInvocations'])
      expect(shown.includes(ofBus(name)), name).toBe(feed !== 's3');
  });

  it('needs no lookup, and no zone by name', () => {
    expect(JSON.stringify(templates)).not.toMatch(/dummy|us-east-1[a-f]"/);
  });
});

describe('with sessions: watch', () => {
  const quiet = movedTo(shop.folder, settingsWith({}));
  const config = join(shop.folder, 'watching.yaml');
  writeFileSync(config, `${readFileSync(quiet.config, 'utf8')}\nsessions: watch\n`);
  const patternsOf = (settings: Settings) =>
    Object.values(templatesOf(settings, shop))
      .flatMap((template) => ofType(resourcesOf(template), 'AWS::Events::Rule'))
      .map(({ properties }) => at(properties, 'EventPattern'))
      .filter((pattern) => pattern !== undefined);

  it('passes changes on, from every region and on the bus', () => {
    const watching = patternsOf({ ...quiet, config });
    expect(watching.length).toBeGreaterThan(2);
    expect(new Set(watching.map((pattern) => JSON.stringify(pattern)))).toEqual(
      new Set([eventPattern(true)]),
    );
    expect(new Set(patternsOf(quiet).map((pattern) => JSON.stringify(pattern)))).toEqual(
      new Set([eventPattern(false)]),
    );
  });
});

describe('the organisation', () => {
  const settings = settingsWith({ acting: true });
  const templates = templatesOf(settings, shop);

  it('gets the same templates as stack sets', () => {
    const sets = Object.values(Object(at(templates['rolewarden-organisation'], 'Resources'))).map((one) => {
      const body: unknown = JSON.parse(String(at(one, 'Properties', 'TemplateBody')));
      return { name: at(one, 'Properties', 'StackSetName'), body, one };
    });
    const [forward, spoke] = sets;
    expect(forward?.name).toBe('rolewarden-forward');
    expect(faultsOf(forward?.body, { kind: 'forward' })).toEqual([]);
    expect(spoke?.name).toBe('rolewarden-spoke');
    expect(faultsOf(spoke?.body, { kind: 'spoke', policy: spokePolicy('aws') })).toEqual([]);
    for (const { body, one } of sets) {
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(51_200);
      expect(at(one, 'Properties', 'PermissionModel')).toBe('SERVICE_MANAGED');
      const targets = at(one, 'Properties', 'StackInstancesGroup', 0, 'DeploymentTargets');
      expect(targets).toMatchObject({ AccountFilterType: 'DIFFERENCE', Accounts: ['111122223333'] });
    }
  });

  it('is told of trouble by its own topics, the hub’s regions by e-mail', () => {
    expect(JSON.stringify(templates['rolewarden-forward-us-east-1'])).toContain('security@example.com');
    expect(JSON.stringify(templates['rolewarden-organisation'])).not.toContain('security@example.com');
  });

  it('tells of a region’s silence where the settings ask for it, and nowhere else', () => {
    const silent = templatesOf({ ...settings, silentHours: { 'eu-central-1': 2, 'us-east-1': 6 } }, shop);
    const set = at(silent['rolewarden-organisation'], 'Resources', 'rolewardenforward');
    const body: unknown = JSON.parse(String(at(set, 'Properties', 'TemplateBody')));
    const hoursOf = (template: unknown) =>
      Object.values(Object(at(template, 'Resources'))).flatMap((one) => {
        if (at(one, 'Properties', 'AlarmName') !== 'rolewarden-rule-silent') return [];
        expect(at(one, 'Properties', 'Period')).toBe(3_600);
        expect(at(one, 'Properties', 'TreatMissingData')).toBe('breaching');
        const condition = at(template, 'Conditions', String(at(one, 'Condition')), 'Fn::Equals');
        return [[condition, at(one, 'Properties', 'EvaluationPeriods')]];
      });
    const both = [
      [[{ Ref: 'AWS::Region' }, 'eu-central-1'], 2],
      [[{ Ref: 'AWS::Region' }, 'us-east-1'], 6],
    ];
    expect(hoursOf(body)).toEqual(both);
    expect(hoursOf(silent['rolewarden-forward-us-east-1'])).toEqual(both);
    expect(faultsOf(body, { kind: 'forward', silent: true })).toEqual([]);
    expect(JSON.stringify(templates)).not.toContain('rule-silent-');
    const hub = { kind: 'hub', feed: settings.feed, compute: settings.compute } as const;
    expect(faultsOf(silent['rolewarden-hub'], hub)).toEqual([]);
  });

  it('never holds the external id', () => {
    const template = templates['rolewarden-organisation'];
    expect(at(template, 'Parameters', 'ExternalId', 'NoEcho')).toBe(true);
    expect(at(template, 'Parameters', 'ExternalId', 'AllowedPattern')).toBe('^[A-Za-z0-9_+=,.@:/-]+$');
    expect(at(template, 'Parameters', 'ExternalId', 'Default')).toBeUndefined();
  });
});

describe('Redis from a snapshot', () => {
  const redisSnapshot = 'automatic.rolewarden-2026-11-30-02-00';
  const resourcesOf = (changes: Readonly<Record<string, unknown>>): readonly unknown[] =>
    Object.values(
      Object(
        at(templatesOf(settingsWith({ redisSnapshot, ...changes }), shop)['rolewarden-hub'], 'Resources'),
      ),
    );
  const ofTypeIn = (all: readonly unknown[], type: string) => all.find((one) => at(one, 'Type') === type);

  it('is made anew from it', () => {
    const group = ofTypeIn(resourcesOf({}), 'AWS::ElastiCache::ReplicationGroup');
    expect(at(group, 'Properties', 'SnapshotName')).toBe(redisSnapshot);
  });

  it('has another address, which only new tasks read', () => {
    const all = resourcesOf({ compute: 'ecs', image: { repository: 'rolewarden', version: '0.1.0' } });
    const task = ofTypeIn(all, 'AWS::ECS::TaskDefinition');
    expect(JSON.stringify(at(task, 'Properties', 'ContainerDefinitions'))).toContain(redisSnapshot);
  });
});

describe('a task', () => {
  it('may use three quarters of its memory as heap, whatever the image says', () => {
    const ecs = { compute: 'ecs', image: { repository: 'rolewarden', version: '0.1.0' }, memory: 2_048 };
    const template = templatesOf(settingsWith(ecs), shop)['rolewarden-hub'];
    const all: unknown[] = Object.values(Object(at(template, 'Resources')));
    const task = all.find((one) => at(one, 'Type') === 'AWS::ECS::TaskDefinition');
    expect(at(task, 'Properties', 'Memory')).toBe('2048');
    expect(at(task, 'Properties', 'ContainerDefinitions', 0, 'Environment')).toEqual([
      { Name: 'NODE_OPTIONS', Value: '--max-old-space-size=1536' },
    ]);
  });
});

describe('records', () => {
  const bucketOf = (audit: unknown) => {
    const template = templatesOf(settingsWith({ acting: true, audit }), shop)['rolewarden-hub'];
    const all: unknown[] = Object.values(Object(at(template, 'Resources')));
    return all.find((one) => String(at(one, 'Properties', 'BucketName')).startsWith('rolewarden-audit-'));
  };

  it('are kept for longer, and locked, where the settings say so', () => {
    const bucket = bucketOf({ days: 730, lock: 'compliance' });
    const retention = { DefaultRetention: { Mode: 'COMPLIANCE', Days: 730 } };
    expect(at(bucket, 'Properties', 'ObjectLockConfiguration', 'Rule')).toEqual(retention);
    expect(at(bucket, 'Properties', 'LifecycleConfiguration', 'Rules', 0, 'ExpirationInDays')).toBe(730);
  });

  it('are not locked otherwise', () => {
    expect(at(bucketOf({}), 'Properties', 'ObjectLockConfiguration')).toBeUndefined();
  });
});

describe('a stream that is behind', () => {
  const ageOf = (changes: Readonly<Record<string, unknown>>) => {
    const template = templatesOf(movedTo(shop.folder, settingsWith(changes)), shop)['rolewarden-hub'];
    const alarm = Object.values(Object(at(template, 'Resources'))).find(
      (one) => at(one, 'Properties', 'AlarmName') === 'rolewarden-iterator-age',
    );
    return at(alarm, 'Properties', 'Namespace');
  };

  it('is seen where records wait: Lambda reads ahead of the function, and while it tries a batch again', () => {
    expect(ageOf(SHAPES['kinesis to lambda'])).toBe('AWS/Lambda');
    expect(ageOf(SHAPES['kinesis to ecs'])).toBe('AWS/Kinesis');
  });
});

describe('people who approve and undo', () => {
  const operators = ['arn:aws:iam::111122223333:role/team/incident-response'];
  const trustOf = (changes: Readonly<Record<string, unknown>>) => {
    const all = at(templatesOf(settingsWith(changes), shop)['rolewarden-hub'], 'Resources');
    const hub = Object.values(Object(all)).find(
      (one) => at(one, 'Properties', 'RoleName') === 'rolewarden-hub',
    );
    return at(hub, 'Properties', 'AssumeRolePolicyDocument', 'Statement');
  };

  it('may assume the role that the spoke roles trust, by their roles; nobody else may', () => {
    const service = {
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
    };
    // a session with a source identity takes it along
    const assume = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
    const people = { ...service, Action: assume, Principal: { AWS: operators[0] } };
    expect(trustOf({ acting: true })).toEqual([service]);
    expect(trustOf({ acting: true, operators })).toEqual([service, people]);
  });

  it('reach the spoke roles with a source identity, too, for which STS is told no external id', () => {
    const { 'rolewarden-hub': hub, 'rolewarden-spoke': spoke } = templatesOf(
      settingsWith({ acting: true, operators }),
      shop,
    );
    const spokes = permissionsOf(resourcesOf(hub)).find(({ sid }) => sid === 'Spokes');
    expect(spokes?.actions).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity']);
    const trust = at(spoke, 'Resources', 'Spoke', 'Properties', 'AssumeRolePolicyDocument', 'Statement');
    expect(trust).toMatchObject([
      { Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': expect.anything() } } },
      { Action: 'sts:SetSourceIdentity', Principal: { AWS: expect.stringMatching(/role\/rolewarden-hub$/) } },
    ]);
    expect(at(trust, 1, 'Condition')).toBeUndefined();
  });
});

describe('secrets that were changed', () => {
  const [fresh, old, id, key, next] = ['n', 'o', 'x', 'k', 'y'].map((letter) => letter.repeat(36));
  const secretVersions = { redisPassword: [fresh, old], externalId: id, signingKey: [key, next] };
  const ofTypeIn = (changes: Readonly<Record<string, unknown>>, type: string) => {
    const template = templatesOf(settingsWith({ acting: true, ...changes }), shop)['rolewarden-hub'];
    const all: unknown[] = Object.values(Object(at(template, 'Resources')));
    return all.filter((one) => at(one, 'Type') === type).map((one) => JSON.stringify(one));
  };

  it('are read again by what uses them: CloudFormation does so only where the version in its reference is another', () => {
    const users = ofTypeIn({ secretVersions }, 'AWS::ElastiCache::User').join();
    expect(users).toContain(`:SecretString:::${fresh}}}`);
    expect(users).toContain(`:SecretString:::${old}}}`);
    const [worker] = ofTypeIn({ secretVersions }, 'AWS::Lambda::Function');
    expect(worker).toContain(`:::${fresh}}}`);
    expect(worker).toContain(`:::${id}}}`);
    expect(worker).toContain(`:::${key}}}`);
    expect(worker).not.toContain(old);
  });

  it('sign with the first version of the key, and accept the second: without a second, the first is both', () => {
    const variables = (signingKey: readonly (string | undefined)[]) => {
      const [worker = '{}'] = ofTypeIn({ secretVersions: { signingKey } }, 'AWS::Lambda::Function');
      const all = at(JSON.parse(worker), 'Properties', 'Environment', 'Variables');
      return ['', '_ACCEPTED'].map((end) => JSON.stringify(at(all, `ROLEWARDEN_SIGNING_KEY${end}`)));
    };
    const naming = (version: string | undefined) => expect.stringContaining(`:SecretString:::${version}}}`);
    expect(variables([key, next])).toEqual([naming(key), naming(next)]);
    expect(variables([key])).toEqual([naming(key), naming(key)]);
    const ecs = { compute: 'ecs', image: { repository: 'rolewarden', version: '0.1.0' } };
    const [task = '{}'] = ofTypeIn({ ...ecs, secretVersions }, 'AWS::ECS::TaskDefinition');
    const secrets = at(JSON.parse(task), 'Properties', 'ContainerDefinitions', 0, 'Secrets');
    const given = (name: string) => Object.values(Object(secrets)).find((one) => at(one, 'Name') === name);
    expect(JSON.stringify(given('ROLEWARDEN_SIGNING_KEY'))).toContain(key);
    expect(JSON.stringify(given('ROLEWARDEN_SIGNING_KEY_ACCEPTED'))).toContain(next);
  });

  it('make new tasks, which read secrets when they start', () => {
    const ecs = { compute: 'ecs', image: { repository: 'rolewarden', version: '0.1.0' } };
    const [task] = ofTypeIn({ ...ecs, secretVersions }, 'AWS::ECS::TaskDefinition');
    expect(task).toContain(fresh);
    expect(task).toContain(id);
    expect(task).toContain(key);
    expect(task).not.toContain(old);
    const address = ofTypeIn({ ...ecs, secretVersions }, 'AWS::SecretsManager::Secret').join();
    expect(address).toContain(`:SecretString:::${fresh}}}@`);
    expect(address).not.toContain(old);
  });
});

describe('without a bundle', () => {
  it('says what to run first', () => {
    rmSync(join(shop.dist, 'lambda'), { recursive: true });
    expect(() => assetsOf(shop.dist, 'unused')).toThrow('run `npm run bundle` first');
  });
});
