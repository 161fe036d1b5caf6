import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { misfitsOf } from '../../deploy/cdk/lib/assets.ts';
import { measured } from '../../deploy/cdk/lib/measures.ts';
import { ACCESS } from '../../deploy/cdk/lib/redis.ts';
import { loadSettings } from '../../deploy/cdk/lib/settings.ts';
import { NEEDED } from '../support/redis-acl.ts';
import { settingsWith, workshop } from './support.ts';

const shop = workshop();
afterAll(shop.close);

describe('settings', () => {
  it.each([
    [{ account: 111122223333 }, 'account: '],
    [{ account: '1234' }, 'account: expected a text of 12 digits'],
    [{ region: 'Frankfurt' }, 'region: expected a region'],
    [{ forwardRegions: ['eu-west-1'] }, 'forwardRegions: lacks us-east-1'],
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
    [{ feed: 's3' }, 'trail: goes with feed s3'],
    [{ acting: true, egress: 'endpoints' }, 'egress: endpoints do not reach IAM'],
    [{ tasks: { min: 4, max: 2 } }, 'tasks: min is above max'],
    [{ actnig: true }, 'the top level: Unrecognized key: "actnig"'],
    [{ emails: ['nobody'] }, 'emails.0: '],
    [{ organisation: { id: 'acme', units: [] } }, 'organisation.units: '],
  ])('%j is refused with words', (changes, words) => {
    expect(() => settingsWith(changes)).toThrow(words);
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
    expect(armed).toContain('revocation.audit.folder must be /mnt/audit');
    expect(armed).toContain(
      'revocation.trusted must hold arn:aws:sqs:eu-central-1:111122223333:rolewarden-events',
    );
    expect(fits(acting, { acting: true, feed: 'kinesis' })).toContain('stream/rolewarden-events');
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
    for (const name of NEEDED) expect(ACCESS.split(' ')).toContain(`+${name}`);
    expect(ACCESS).toMatch(/^on ~rw:\* -@all \+/);
  });
});
