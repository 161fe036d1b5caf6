import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { measured } from '../../deploy/cdk/lib/measures.ts';
import { misfitsOf } from '../../deploy/cdk/lib/misfits.ts';
import { ACCESS } from '../../deploy/cdk/lib/redis.ts';
import { loadSettings } from '../../deploy/cdk/lib/settings.ts';
import { COMMANDS } from '../../src/baseline/redis/permissions.ts';
import { settingsWith, workshop } from './support.ts';

const shop = workshop();
afterAll(shop.close);

describe('settings', () => {
  it.each([
    [{ account: 111122223333 }, 'account: expected an account id: 12 digits, in quotes'],
    [{ account: '1234' }, 'account: expected an account id: 12 digits'],
    [{ region: 'Frankfurt' }, 'region: expected a region'],
    [{ forwardRegions: ['eu-west-1'] }, 'forwardRegions: lacks us-east-1'],
    [{ forwardRegions: ['us-east-1', 'eu-west-1', 'eu-west-1'] }, 'forwardRegions: names eu-west-1 twice'],
    [{ logDays: 60 }, 'logDays: expected 30, 90, 180 or 365'],
    [{ forwardRegions: ['eu-central-1', 'us-east-1'] }, 'forwardRegions: holds the home region'],
    [
      { feed: 'direct', compute: 'ecs', image: { repository: 'rw', version: '1' } },
      'feed: direct calls a function',
    ],
    [{ compute: 'ecs' }, 'image: is needed'],
    [
      { compute: 'ecs', image: { repository: 'rw', version: 'latest' } },
      'image.version: latest is not a version',
    ],
    [
      { compute: 'ecs', image: { repository: 'rw', version: '1' }, memory: 1_536 },
      'memory: a task of half a CPU has 1024, 2048, 3072 or 4096 MB',
    ],
    [{ feed: 's3' }, 'trail: goes with feed s3'],
    [{ acting: true, egress: 'endpoints' }, 'egress: endpoints do not reach IAM'],
    [{ audit: { days: 90 } }, 'audit.days: '],
    [{ tasks: { min: 4, max: 2 } }, 'tasks: min is above max'],
    [{ actnig: true }, 'the top level: Unrecognized key: "actnig"'],
    [{ emails: ['nobody'] }, 'emails.0: '],
    [{ silentHours: { 'us-east-1': 0 } }, 'silentHours.us-east-1: '],
    [{ silentHours: { 'us-east-1': 169 } }, 'silentHours.us-east-1: '],
    [{ silentHours: { 'ap-south-1': 6 } }, 'silentHours.ap-south-1: is no region that forwards'],
    [
      { silentHours: { 'eu-central-1': 6 }, organisation: undefined },
      'silentHours.eu-central-1: is no region that forwards',
    ],
    [{ organisation: { id: 'acme', units: [] } }, 'organisation.units: '],
    [{ operators: ['arn:aws:iam::111122223333:root'] }, 'operators.0: expected the ARN of a role'],
    [{ operators: ['arn:aws:iam::111122223333:role/*'] }, 'operators.0: expected the ARN of a role'],
    [{ secretVersions: { redisPassword: ['hunter2'] } }, 'expected the VersionId of a secret'],
  ])('%j is refused with words', (changes, words) => {
    expect(() => settingsWith(changes)).toThrow(words);
  });

  it('asks for us-east-1 in the partition that has it', () => {
    expect(settingsWith({ region: 'us-gov-west-1', forwardRegions: [] }).region).toBe('us-gov-west-1');
    expect(settingsWith({ region: 'eusc-de-east-1', forwardRegions: [] }).region).toBe('eusc-de-east-1');
    expect(() => settingsWith({ region: 'eu-west-1', forwardRegions: [] })).toThrow('lacks us-east-1');
  });

  it('says an unknown key once', () => {
    expect(() => settingsWith({ actnig: true })).toThrow(/"actnig"$/);
  });

  it('refuses a trail whose parts are in regions that cannot meet', () => {
    const trail = { bucket: 'example-trail' };
    const key = 'arn:aws:kms:eu-west-1:444455556666:key/k';
    const topic = 'arn:aws:sns:us-east-1:444455556666:t';
    expect(() => settingsWith({ feed: 's3', trail: { ...trail, key } })).toThrow(
      'trail: the bucket is in eu-west-1, as its key: a bucket notifies queues of its own region only',
    );
    expect(() => settingsWith({ feed: 's3', trail: { ...trail, key, topic } })).toThrow('of one region');
  });

  it('names every fault at once', () => {
    expect(() => settingsWith({ account: '1', region: 'x' })).toThrow(/account[\s\S]*region/);
  });

  it('says where an example is', () => {
    expect(() => loadSettings(join(shop.folder, 'none.json'))).toThrow('Copy config/example.json there');
  });
});

describe('the configuration', () => {
  const fits = (text: string, changes = {}) => {
    const config = join(shop.folder, 'rolewarden.yaml');
    writeFileSync(config, text);
    return misfitsOf(settingsWith({ ...changes, config })).join('\n');
  };

  it('must name what the stack makes', () => {
    const words = fits('{}');
    expect(words).toContain('store.url must be "$' + '{env:ROLEWARDEN_REDIS}"');
    expect(words).toContain('topic arn:aws:sns:eu-central-1:111122223333:rolewarden-alerts');
    expect(words).toContain(
      'queue https://sqs.eu-central-1.amazonaws.com/111122223333/rolewarden-quarantine',
    );
  });

  it('must not act where nothing may', () => {
    const acting = 'revocation: { mode: confirm, audit: { folder: /tmp } }';
    expect(fits(acting)).toContain('acting is false in the settings');
    const armed = fits(acting, { acting: true });
    expect(armed).toContain(
      'revocation.audit.folder must be s3://rolewarden-audit-111122223333-eu-central-1/records',
    );
    expect(armed).toContain(
      'revocation.trusted must hold arn:aws:sqs:eu-central-1:111122223333:rolewarden-events',
    );
    expect(fits(acting, { acting: true, feed: 'kinesis' })).toContain('stream/rolewarden-events');
  });

  it('must not act where nobody could approve or undo', () => {
    const acts = (changes: object) =>
      fits('revocation: { mode: confirm, audit: { folder: /tmp } }', { acting: true, ...changes });
    const words = 'operators in the settings must name the roles of people';
    expect(acts({})).toContain(words);
    expect(acts({ operators: ['arn:aws:iam::111122223333:role/incident-response'] })).not.toContain(words);
    // a task of the same image is what people run there
    const ecs = { compute: 'ecs', image: { repository: 'rolewarden', version: '0.1.0' } };
    expect(acts(ecs)).not.toContain(words);
    expect(fits('revocation: { mode: shadow }', { acting: true })).not.toContain(words);
  });

  it('must trust the source in shadow, too: else nothing would be said to be ended', () => {
    const trusted = 'revocation.trusted must hold arn:aws:sqs:eu-central-1:111122223333:rolewarden-events';
    expect(fits('revocation: { mode: shadow }')).toContain(trusted);
    expect(fits('revocation: { mode: off }')).not.toContain('revocation.trusted');
  });

  it('must reach what it acts in: by the spoke role, with the id that it asks for', () => {
    const acting = (spoke: string) =>
      fits(`revocation: { mode: auto, audit: { folder: /tmp }${spoke} }`, { acting: true });
    expect(acting('')).toContain('revocation.spoke must be {');
    const role = 'roleArn: "arn:{partition}:iam::{account}:role/rolewarden-spoke"';
    expect(acting(`, spoke: { ${role} }`)).toContain('revocation.spoke.externalId must be');
    expect(acting(`, spoke: { ${role}, own: ["111122223333"] }`)).toContain(
      'revocation.spoke.own must be empty',
    );
    const whole = `, spoke: { ${role}, externalId: "\${env:ROLEWARDEN_EXTERNAL_ID}" }`;
    expect(acting(whole)).not.toContain('revocation.spoke');
  });

  it('must sign what it records where it acts, with the key that the stack makes, and there alone', () => {
    const acting = (more: string, changes: object = { acting: true }) =>
      fits(`revocation: { mode: auto, audit: { folder: /tmp }${more} }`, changes);
    const [one, two] = ['', '_ACCEPTED'].map((end) => `"\${env:ROLEWARDEN_SIGNING_KEY${end}}"`);
    const both = `revocation.signingKeys must be [${one}, ${two}]`;
    expect(acting('')).toContain(both);
    const keys = (...names: readonly (string | undefined)[]) => `, signingKeys: [${names.join(', ')}]`;
    expect(acting(keys(one))).not.toContain('signingKeys');
    expect(acting(keys(one, two))).not.toContain('signingKeys');
    expect(acting(keys(two, one))).toContain(`${both}: the first one signs`);
    expect(acting(keys(`"\${env:OTHER}"`))).toContain('revocation.signingKeys may hold only');
    expect(acting(keys(one, `"\${env:OTHER}"`))).toContain('revocation.signingKeys may hold only');
    expect(acting(keys(one), { acting: false })).toContain('which are set with acting');
  });

  it('must accept both keys while one is being changed', () => {
    const [one, two] = ['', '_ACCEPTED'].map((end) => `"\${env:ROLEWARDEN_SIGNING_KEY${end}}"`);
    const changes = { acting: true, secretVersions: { signingKey: ['n'.repeat(36), 'o'.repeat(36)] } };
    const acting = (keys: string) =>
      fits(`revocation: { mode: auto, audit: { folder: /tmp }, signingKeys: [${keys}] }`, changes);
    expect(acting(`${one}`)).toContain(
      `must be [${one}, ${two}]: secretVersions.signingKey names two versions`,
    );
    expect(acting(`${one}, ${two}`)).not.toContain('signingKeys');
  });

  it.each([
    ['{ type: security-hub }', 'securityhub:BatchImportFindings'],
    ['{ type: eventbridge, bus: security }', 'events:PutEvents'],
    ['{ type: sns, name: other, topic: "arn:aws:sns:eu-central-1:111122223333:other" }', 'may not publish'],
    ['{ type: slack, url: "$' + '{env:SLACK_URL}" }', '{env:SLACK_URL} is not set where this runs'],
    [
      '{ type: webhook, url: "https://soar.example.com/", secret: "$' + '{env:SOAR}" }',
      '{env:SOAR} is not set where this runs',
    ],
  ])('must not name a place that cannot be reached: %s', (sink, words) => {
    expect(fits(`alerts: [${sink}]`)).toContain(words);
  });

  it('may name a hook, where there is a way to it', () => {
    const hook = 'alerts: [{ type: webhook, url: "https://soar.example.com/" }]';
    expect(fits(hook)).not.toContain('webhook');
    expect(fits(hook, { egress: 'endpoints' })).toContain('cannot be reached with egress endpoints');
  });

  it('that is missing is said in a sentence, without a stack', () => {
    const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ settings: 'config/none.json' }) };
    const done = spawnSync(process.execPath, ['--import', 'tsx', 'app.ts'], {
      cwd: 'deploy/cdk',
      env,
      encoding: 'utf8',
    });
    expect([done.status, done.stderr]).toEqual([
      1,
      expect.stringMatching(/^rolewarden: cannot read .*none\.json.*\n$/),
    ]);
  });

  it('must name the spoke role that is made', () => {
    const spoke = 'revocation: { spoke: { roleArn: "arn:aws:iam::{account}:role/other" } }';
    expect(fits(spoke)).toContain('must end in :role/rolewarden-spoke');
  });
});

describe('names that others set', () => {
  it('are those that the function writes', () => {
    expect(measured('FindingsCritical', 'Sum').metricName).toBe('FindingsCritical');
    expect(() => measured('Lag', 'p99')).toThrow('writes no metric Lag');
  });

  it('let Redis’s user do what the store was seen to need', () => {
    for (const name of COMMANDS.filter((one) => one !== 'select'))
      expect(ACCESS.split(' ')).toContain(`+${name}`);
    expect(ACCESS).toMatch(/^on ~rw:\* -@all \+/);
  });
});
