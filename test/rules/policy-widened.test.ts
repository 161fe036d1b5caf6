import { address } from '../../scripts/places.ts';
import { issuedKey, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/policy-widened.ts';
import { cases, daily } from '../support/cases.ts';
import { A, dave, role, take } from '../support/chain.ts';

const CUT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }],
});
const ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const taken = (stage: Stage, policy: string | undefined, day = 30) =>
  take(stage, { day, role: role('vended'), ...(policy === undefined ? {} : { extra: { policy } }) });
const usual = (stage: Stage) => daily(stage, (day) => taken(stage, CUT, day));

const POWER = { policyArns: [{ arn: 'arn:aws:iam::aws:policy/PowerUserAccess' }] };
/** A federation token, which has the user's rights, cut by the policy. */
const token = (stage: Stage, asked: object, day = 30) => {
  const base = { at: stage.at(day, '09:00'), by: dave, from: address('cellar'), account: A };
  const credentials = { accessKeyId: issuedKey(base), expiration: 'Apr 1, 2026, 9:00:00 PM' };
  return stsCall('GetFederationToken', base, { name: 'app', ...asked }, { credentials });
};
const broker =
  (asked: object, now = 30) =>
  (stage: Stage) => {
    daily(stage, (day) => token(stage, { policy: CUT }, day), now);
    return token(stage, asked);
  };

cases(rule, {
  refused: 'silent',
  fires: [
    { name: 'a broad federation token of a user that narrowed them', points: 30, tell: broker(POWER) },
    { name: 'a federation token with full rights', points: 30, tell: broker({ policy: ALL }) },
    {
      name: 'a broad policy for a role',
      points: 30,
      tell: (stage) => {
        usual(stage);
        return take(stage, { role: role('vended'), extra: POWER });
      },
    },
    {
      name: 'no policy',
      points: 30,
      tell: (stage) => {
        usual(stage);
        return taken(stage, undefined);
      },
    },
    {
      name: 'a policy that allows everything',
      points: 30,
      tell: (stage) => {
        usual(stage);
        return taken(stage, ALL);
      },
    },
  ],
  silent: [
    {
      name: 'the usual policy',
      tell: (stage) => {
        usual(stage);
        return taken(stage, CUT);
      },
    },
    { name: 'a role without history', tell: (stage) => taken(stage, undefined) },
  ],
  almost: [
    { name: 'a federation token without a policy, which may do nothing', tell: broker({}) },
    { name: 'a federation token with another narrow policy', tell: broker({ policy: CUT, name: 'other' }) },
    { name: 'a user that has narrowed four tokens', tell: broker(POWER, 4) },
    {
      name: 'it was taken whole before',
      tell: (stage) => {
        daily(stage, (day) => taken(stage, day === 5 ? undefined : CUT, day));
        return taken(stage, undefined);
      },
    },
  ],
});
