import { readFileSync } from 'node:fs';
import { BootstraplessSynthesizer, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { at, listOf } from '../checks/template.ts';
import { EXTERNAL_ID_FORM, NAMES, placesOf } from './names.ts';
import { accept } from './reasons.ts';
import type { Settings } from './settings.ts';

/** The policy of a spoke role, as a file; docs/acting.md and the Terraform module have the same. */
const POLICY = new URL('../../spoke-policy.json', import.meta.url);
const ONLY_TAGGED = new URL('../../spoke-only-tagged.json', import.meta.url);

const WIDE =
  'Which session will be stolen is not known; each use narrows it to one role by a session policy, and rolewarden-* are denied.';

/** The policy of a spoke role, in a partition, with the denials that the settings ask for. */
export function spokePolicy(
  partition: string,
  { onlyTagged, protected: names }: Settings['spoke'] = { onlyTagged: false, protected: [] },
): unknown {
  const policy = parsed(POLICY, partition);
  const statements = [
    ...listOf(at(policy, 'Statement')),
    ...(onlyTagged ? [parsed(ONLY_TAGGED, partition)] : []),
    ...(names.length === 0
      ? []
      : [{ ...NAMED, Resource: names.map((name) => `arn:${partition}:iam::*:${name}`) }]),
  ];
  return { ...Object(policy), Statement: statements };
}

const NAMED = {
  Sid: 'ProtectedByName',
  Effect: 'Deny',
  Action: ['Role', 'User'].flatMap((kind) => [`iam:Put${kind}Policy`, `iam:Delete${kind}Policy`]),
};

function parsed(file: URL, partition: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8').replaceAll('arn:aws:', `arn:${partition}:`));
}

/** The role through which sessions of an account are ended: only the hub's role may assume it, with the external id. */
export class SpokeStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      description: 'Rolewarden: the role through which sessions of this account are ended',
      synthesizer: new BootstraplessSynthesizer(),
    });
    const externalId = new CfnParameter(this, 'ExternalId', {
      noEcho: true,
      ...EXTERNAL_ID_FORM,
      description: 'As in the secret rolewarden/external-id of the hub’s account',
    });
    const { hub, partition } = placesOf(settings);
    const role = new CfnRole(this, 'Spoke', {
      roleName: NAMES.spoke,
      description: 'Rolewarden ends sessions of this account through it',
      maxSessionDuration: 3_600,
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: hub },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': Fn.ref(externalId.logicalId) } },
          },
          // people's sessions may have a source identity, which goes along; asked for this, STS knows no external id
          { Effect: 'Allow', Principal: { AWS: hub }, Action: 'sts:SetSourceIdentity' },
        ],
      },
      policies: [{ policyName: 'rolewarden', policyDocument: spokePolicy(partition, settings.spoke) }],
    });
    for (const resource of ['*', `arn:${partition}:iam::*:role/*`, `arn:${partition}:iam::*:user/*`]) {
      accept(role, `AwsSolutions-IAM5[Resource::${resource}]`, WIDE);
    }
  }
}
