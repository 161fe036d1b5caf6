import { afterAll, describe, expect, it } from 'vitest';
import { faultsOf, type Kind } from '../../deploy/cdk/checks/faults.ts';
import { spokePolicy } from '../../deploy/cdk/lib/spoke.ts';
import { actingBroken } from './acting-mutants.ts';
import { propertiesRemoved, resourcesRemoved, worsened } from './mutants.ts';
import { conditionsRemoved, widened } from './statement-mutants.ts';
import { movedTo, SHAPES, settingsWith, templatesOf, workshop } from './support.ts';
import { trailBroken } from './trail-mutants.ts';

const shop = workshop();
afterAll(shop.close);

const subjects = (
  ['acting', 'kinesis to lambda', 'direct', 's3 notices', 'ecs', 's3 notices to ecs'] as const
).flatMap((shape) => {
  const silentHours = shape === 'acting' ? { 'us-east-1': 6 } : {};
  const settings = movedTo(shop.folder, settingsWith({ ...SHAPES[shape], silentHours }));
  const templates = templatesOf(settings, shop);
  const kind: Kind = { kind: 'hub', feed: settings.feed, compute: settings.compute };
  const hub = { name: shape, template: templates['rolewarden-hub'], kind };
  if (shape !== 'acting') return [hub];
  const forward = {
    name: 'forward',
    template: templates['rolewarden-forward-us-east-1'],
    kind: { kind: 'forward', silent: true } as const,
  };
  const spokeKind = { kind: 'spoke', policy: spokePolicy('aws') } as const;
  return [hub, forward, { name: 'spoke', template: templates['rolewarden-spoke'], kind: spokeKind }];
});

describe.each(subjects)('$name', ({ kind, template }) => {
  it.each([
    ['a resource that guards or tells is removed', resourcesRemoved],
    ['a property that guards is removed', propertiesRemoved],
    ['a condition is removed', conditionsRemoved],
    ['a permission is widened', widened],
    ['a value is worse', worsened],
    ['acting lacks something, or may more', actingBroken],
    ['the trail cannot be read, or more of it can be seen', trailBroken],
  ] as const)('is at fault when %s', (_, mutate) => {
    const survivors = mutate(template).filter(({ mutant }) => faultsOf(mutant, kind).length === 0);
    expect(survivors.map(({ what }) => what)).toEqual([]);
  });
});

it('is tried on hundreds of mutants', () => {
  const all = subjects.flatMap(({ template }) =>
    [
      resourcesRemoved,
      propertiesRemoved,
      conditionsRemoved,
      widened,
      worsened,
      actingBroken,
      trailBroken,
    ].flatMap((mutate) => mutate(template)),
  );
  expect(all.length).toBeGreaterThan(300);
});
