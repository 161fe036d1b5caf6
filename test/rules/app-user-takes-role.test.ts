import { user, webIdentity } from '../../scripts/callers.ts';
import { assumeRole, type RawCloudTrail, withWebIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/app-user-takes-role.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, dave, next, role, take } from '../support/chain.ts';

const COGNITO = 'cognito-identity.amazonaws.com';
const APP = role('AppUsers');

/** A user of the app gets its role, and assumes another with it; the first call is added, the second returned. */
function chained(stage: Stage, to: string, { day = 30, issuer = COGNITO } = {}): RawCloudTrail {
  const by = webIdentity(A, issuer, `eu-central-1:u${day}`);
  const signedIn = call(stage, { role: APP, by, day, time: '10:00', place: 'lagos' });
  stage.add(withWebIdentity(signedIn));
  return assumeRole(call(stage, { role: role(to), by: next(signedIn), day, time: '10:05', place: 'lagos' }));
}
/** Colleagues use the role, and the app its own, each day. */
const ordinary = (stage: Stage, name: string, days = 30) =>
  daily(stage, (day) => take(stage, { role: role(name), by: dave, day }), days);
const after =
  (name: string, how: { readonly issuer?: string; readonly days?: number } = {}) =>
  (stage: Stage) => {
    ordinary(stage, name, how.days);
    return chained(stage, name, how);
  };
/** So many callers have used the role, each on eight days. */
const crowded = (callers: number) => (stage: Stage) => {
  const all = Array.from({ length: callers }, (_, at) => user(A, `job${at}`));
  daily(stage, (day) => all.map((by) => take(stage, { role: role('Reports'), by, day })), 8);
  return chained(stage, 'Reports');
};
/** Each day another user of the app assumes a role of the app. */
const everyDay = (stage: Stage, name: string) => daily(stage, (day) => chained(stage, name, { day }));

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a role that only colleagues took',
      points: 45,
      says: 'the caller is a user of an app, and its users never assumed the role before',
      shows: {
        role: `arn:aws:iam::${A}:role/Reports`,
        app: `role:${A}/AppUsers`,
        user: 'eu-central-1:u30',
      },
      tell: after('Reports'),
    },
    { name: 'an administrator’s role', points: 60, tell: after('PlatformAdmin') },
    {
      name: 'by Google’s sign-in for phones',
      points: 45,
      tell: after('Reports', { issuer: 'securetoken.google.com/shop' }),
    },
    {
      name: 'a role without history',
      points: 25,
      tell: (stage) => {
        ordinary(stage, 'Other');
        return chained(stage, 'Reports');
      },
    },
    { name: 'a role with 63 callers', points: 45, tell: crowded(63) },
    {
      name: 'another role than that of every day',
      points: 45,
      tell: (stage) => {
        everyDay(stage, 'Upload');
        return after('Reports')(stage);
      },
    },
  ],
  silent: [
    {
      name: 'the role that users of the app assume every day',
      tell: (stage) => {
        everyDay(stage, 'Upload');
        return chained(stage, 'Upload');
      },
    },
    {
      name: 'a program with tokens of an issuer of one’s own',
      tell: after('Reports', { issuer: 'idp.example.com' }),
    },
    {
      name: 'the app’s role itself',
      tell: (stage) => {
        chained(stage, 'Reports');
        return stage.records()[0] ?? {};
      },
    },
  ],
  almost: [
    {
      name: 'a new role of an app whose users assume roles every day: unknown',
      tell: (stage) => {
        everyDay(stage, 'Upload');
        return chained(stage, 'Download');
      },
    },
    { name: 'a role with more callers than a history holds: unknown', unknown: 'habit', tell: crowded(64) },
    { name: 'on the first day: unknown', unknown: 'history', tell: (stage) => chained(stage, 'Deploy') },
  ],
});
