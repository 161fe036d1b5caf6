import { isDeepStrictEqual } from 'node:util';
import {
  at,
  listOf,
  ofType,
  permissionsOf,
  type Resource,
  type Say,
  statementsOf,
  textOf,
} from './template.ts';

const PROTECTED = 'aws:ResourceTag/rolewarden:protected';

/** The spoke role: for one hub role, with an external id that is not in the template, and never against Rolewarden. */
export function spokeFaults(template: unknown, all: readonly Resource[], policy: unknown, say: Say): void {
  const roles = ofType(all, 'AWS::IAM::Role');
  say(roles.length === 1 && all.length === 1, 'makes more than one role');
  for (const role of roles) {
    for (const { actions, value } of statementsOf(role, at(role.properties, 'AssumeRolePolicyDocument'))) {
      const principal = at(value, 'Principal', 'AWS');
      const exact = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w-]+$/.test(textOf(principal));
      say(exact, 'trusts more than the hub’s role');
      say(at(value, 'Principal', 'Service') === undefined, 'trusts a service');
      const assumes = !isDeepStrictEqual(actions, ['sts:SetSourceIdentity']);
      const asks = at(value, 'Condition', 'StringEquals', 'sts:ExternalId') !== undefined;
      say(!assumes || asks, 'asks for no external id');
    }
    const document = at(role.properties, 'Policies', 0, 'PolicyDocument');
    say(isDeepStrictEqual(document, policy), 'its policy is not deploy/spoke-policy.json');
    say(listOf(at(role.properties, 'Policies')).length === 1, 'has another policy');
    say(at(role.properties, 'ManagedPolicyArns') === undefined, 'has a managed policy');
  }
  const statements = permissionsOf(all);
  for (const { actions, allows } of statements) {
    say(
      !allows || !actions.some((action) => action.includes('*') || !action.startsWith('iam:')),
      'a wide action',
    );
  }
  const denied = statements.filter(
    ({ allows, resources }) => !allows && resources.some((r) => r.endsWith(':role/rolewarden-*')),
  );
  for (const action of ['iam:PutRolePolicy', 'iam:DeleteRolePolicy']) {
    say(
      denied.some(({ actions }) => actions.includes(action)),
      `${action} on rolewarden-* is not denied`,
    );
  }
  for (const action of ['iam:PutRolePolicy', 'iam:PutUserPolicy']) {
    const marked = statements.some(
      ({ actions, allows, value }) =>
        !allows && actions.includes(action) && at(value, 'Condition', 'Null', PROTECTED) === 'false',
    );
    say(marked, `${action} on what is tagged rolewarden:protected is not denied`);
  }
  say(at(template, 'Parameters', 'ExternalId', 'NoEcho') === true, 'the external id is shown');
  const pattern = textOf(at(template, 'Parameters', 'ExternalId', 'AllowedPattern'));
  say(pattern !== '' && !new RegExp(pattern).test('twenty-characters-and \n'), 'takes any external id');
  say(
    at(template, 'Parameters', 'ExternalId', 'Default') === undefined,
    'the external id is in the template',
  );
}
