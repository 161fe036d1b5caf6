import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { faultsOf, type Kind } from '../../deploy/cdk/checks/faults.ts';
import { at } from '../../deploy/cdk/checks/template.ts';
import { assetsOf } from '../../deploy/cdk/lib/assets.ts';
import { spokePolicy } from '../../deploy/cdk/lib/spoke.ts';
import { movedTo, SHAPES, settingsWith, templatesOf, workshop } from './support.ts';

const shop = workshop();
afterAll(shop.close);

describe.each(Object.entries(SHAPES))('%s', (_, changes) => {
  const settings = movedTo(shop.folder, settingsWith(changes));
  const templates = templatesOf(settings, shop);

  it('has no fault, and cdk-nag finds nothing without a reason', () => {
    for (const [name, template] of Object.entries(templates)) {
      if (name === 'rolewarden-organisation') continue;
      const kind: Kind = name.startsWith('rolewarden-forward')
        ? { kind: 'forward' }
        : name === 'rolewarden-spoke'
          ? { kind: 'spoke', policy: spokePolicy('aws') }
          : { kind: 'hub', feed: settings.feed, compute: settings.compute };
      expect(faultsOf(template, kind), name).toEqual([]);
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

  it('needs no lookup, and no zone by name', () => {
    expect(JSON.stringify(templates)).not.toMatch(/dummy|us-east-1[a-f]"/);
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

  it('never holds the external id', () => {
    const template = templates['rolewarden-organisation'];
    expect(at(template, 'Parameters', 'ExternalId', 'NoEcho')).toBe(true);
    expect(at(template, 'Parameters', 'ExternalId', 'Default')).toBeUndefined();
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

describe('without a bundle', () => {
  it('says what to run first', () => {
    rmSync(join(shop.dist, 'lambda'), { recursive: true });
    expect(() => assetsOf(shop.dist, 'unused')).toThrow('run `npm run bundle` first');
  });
});
