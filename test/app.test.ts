import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { user } from '../scripts/callers.ts';
import { address } from '../scripts/places.ts';
import { assumeRole } from '../scripts/records.ts';
import { createStage } from '../scripts/scenarios/stage.ts';
import { createApp, defineRule, parseConfig } from '../src/index.ts';
import { createLog } from '../src/run/log.ts';

const log = createLog('silent');
const config = parseConfig({}, 'the test');

const own = (id: string) =>
  defineRule({
    id,
    title: 'A role of production was taken',
    family: 'misuse',
    why: 'In this test nobody may.',
    blindSpots: ['Roles that are not called so.'],
    falsePositives: ['Those who may.'],
    respond: ['Ask them.'],
    attack: ['T1078.004'],
    references: ['https://example.com'],
    on: ['AssumeRole'],
    params: z.strictObject({ points: z.number().default(75) }),
    detect: ({ role }, _facts, { points }) =>
      role?.name.startsWith('prod-') === true
        ? { points, summary: `somebody took ${role.name}`, evidence: { role: role.arn } }
        : undefined,
  });

describe('a rule of one’s own', () => {
  it('is judged beside the catalogue’s, with the defaults of its parameters', async () => {
    const app = await createApp({ config, log, rules: [own('prod-is-taken')] });
    const body = assumeRole({
      at: createStage(7).at(1, '09:00'),
      by: user('111122223333', 'dave'),
      from: address('berlinHome'),
      account: '111122223333',
      role: { account: '111122223333', name: 'prod-deploy' },
      session: 'dave',
    });
    const [outcome] = await app.analyzer.analyze([{ id: 'one', body }]);
    await app.close();
    expect(outcome?.findings[0]?.signals).toContainEqual({
      ruleId: 'prod-is-taken',
      family: 'misuse',
      points: 75,
      summary: 'somebody took prod-deploy',
      evidence: { role: 'arn:aws:iam::111122223333:role/prod-deploy' },
    });
  });

  it.each([
    ['the catalogue’s', [own('no-mfa')], 'no-mfa'],
    ['its neighbour’s', [own('twice'), own('twice')], 'twice'],
  ])('is refused under an id that is %s', async (_whose, rules, id) => {
    await expect(createApp({ config, log, rules })).rejects.toMatchObject({
      code: 'ERR_CONFIG_INVALID',
      message: `there are two rules "${id}"`,
    });
  });
});

describe('createApp', () => {
  it.each(['{}', '{"organisation":{"accounts":["111122223333"]}}'])(
    'says what to do with a configuration that was not checked, as plain JavaScript may pass it: %s',
    async (raw) => {
      await expect(createApp({ config: JSON.parse(raw), log })).rejects.toMatchObject({
        code: 'ERR_CONFIG_INVALID',
        remedy: 'pass what parseConfig or loadConfig returns',
      });
    },
  );
});
