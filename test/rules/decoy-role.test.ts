import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, deniedRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/decoy-role.ts';
import { cases } from '../support/cases.ts';

const DECOY = { roles: { decoy: ['arn:aws:iam::*:role/prod-db-owner'] } };
const call = (stage: Stage, name: string) => ({
  at: stage.at(30, '09:00'),
  by: user('111122223333', 'dave'),
  from: address('berlinHome'),
  account: '111122223333',
  role: { account: '111122223333', name },
  session: 'dave',
});

cases(rule, {
  fires: [
    { name: 'taken', tell: (stage) => assumeRole(call(stage, 'prod-db-owner')), config: DECOY, points: 95 },
    {
      name: 'asked for and refused',
      tell: (stage) => deniedRole(call(stage, 'prod-db-owner')),
      config: DECOY,
      points: 95,
    },
  ],
  silent: [{ name: 'no decoy configured', tell: (stage) => assumeRole(call(stage, 'prod-db-owner')) }],
  almost: [
    { name: 'a longer name', tell: (stage) => assumeRole(call(stage, 'prod-db-owner-2')), config: DECOY },
  ],
});
