import { type Caller, session } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { signInCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/instance-console.ts';
import { cases } from '../support/cases.ts';
import { A, role } from '../support/chain.ts';

const held = (name: string, marks: Readonly<Record<string, unknown>> = {}, extra = {}): Caller => ({
  ...session({
    role: role('Web'),
    session: name,
    key: 'ASIAWEBEXAMPLE',
    issuedAt: '2026-03-31T08:00:00Z',
    extra,
  }),
  ...marks,
});
const scope = (issuerType: string) => ({ inScopeOf: { issuerType } });
const link =
  (by: Caller, ok = true) =>
  (stage: Stage) =>
    signInCall(
      'GetSigninToken',
      { at: stage.at(30, '09:30'), from: address('berlinHome'), account: A, by },
      ok,
    );

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      points: 75,
      says: 'credentials of an instance opened the console',
      shows: { event: 'GetSigninToken', workload: 'instance', session: 'i-0a1b2c3d4e5f60718' },
      tell: link(held('i-0a1b2c3d4e5f60718')),
    },
    {
      name: 'an instance under a chosen name, known by how its credentials were delivered',
      says: 'credentials of an instance',
      tell: link(held('web', {}, { ec2RoleDelivery: '2.0' })),
    },
    {
      name: 'a function',
      says: 'credentials of a function',
      tell: link(held('orders', scope('AWS::Lambda::Function'))),
    },
    {
      name: 'a task',
      says: 'credentials of a task',
      tell: link(held('checkout', scope('AWS::ECS::TaskDefinition'))),
    },
    {
      name: 'a pod',
      says: 'credentials of a pod',
      tell: link(held('eks-prod-api-0a1b2c3d-1111-2222-3333-444455556666')),
    },
  ],
  silent: [{ name: 'a session that nothing marks as a workload’s', tell: link(held('web')) }],
  almost: [
    { name: 'a name that is no instance’s id', tell: link(held('i-0a1b2c3d4')) },
    { name: 'a link that was denied', tell: link(held('i-0a1b2c3d4e5f60718'), false) },
  ],
});
