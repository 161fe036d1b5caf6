import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/session-tags.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';
import { federatedAfter } from '../support/ways.ts';

const ARN = `arn:aws:iam::${A}:role/reader`;
const tagged = (stage: Stage, keys: readonly string[], transitive: readonly string[], day = 30) =>
  take(stage, {
    day,
    role: role('reader'),
    extra: { tags: keys.map((key) => ({ key, value: 'v' })), transitiveTagKeys: transitive },
  });
const after =
  (keys: readonly string[], transitive: readonly string[] = [], before: readonly string[] = []) =>
  (stage: Stage) => {
    daily(stage, (day) => tagged(stage, ['team'], before, day));
    return tagged(stage, keys, transitive);
  };

cases(rule, {
  fires: [
    {
      name: 'a transitive tag, before another new one',
      points: 15,
      says: 'transitive tag "team" is new on the role',
      shows: { role: ARN, tag: 'team', transitive: true },
      tell: after(['team', 'admin'], ['team']),
    },
    {
      name: 'another tag',
      points: 5,
      says: 'tag "admin" is new on the role',
      shows: { role: ARN, tag: 'admin', transitive: false },
      tell: after(['team', 'admin']),
    },
    ...federatedAfter(after([]), role('reader'), { extra: { principalTags: { admin: 'v' } } }).map((way) => ({
      ...way,
      points: 5,
    })),
  ],
  silent: [{ name: 'a tag that was transitive, and now is not', tell: after(['team'], [], ['team']) }],
  almost: [
    {
      name: 'a new tag, refused',
      tell: (stage) => ({ ...after(['admin'])(stage), errorCode: 'AccessDenied', responseElements: null }),
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => ({ ...tagged(stage, ['team'], ['team']), userAgent: 'Boto3/1.35.90 kali' }),
    },
  ],
});
