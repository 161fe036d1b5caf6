import { DATABASES } from '../places.ts';
import type { Cloud } from './cloud.ts';
import type { RoleOf, Told } from './story.ts';

/** What the SDK needs to reach an emulator, and nothing that it could find on the machine. */
export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Messages of so many records each, as a trail's files have them. */
export function bodiesOf(deliveries: readonly Told[], together: number): readonly string[] {
  const bodies: string[] = [];
  for (let start = 0; start < deliveries.length; start += together) {
    const Records = deliveries.slice(start, start + together).map(({ record }) => record);
    bodies.push(JSON.stringify({ Records }));
  }
  return bodies;
}

const OPTED_IN = { 'rolewarden:revocable': 'true' };

/** Every kind of role in so many accounts, from the first. Accounts are many, as AWS throttles each by itself. */
export async function makeRoles(cloud: Cloud, first: number, accounts: number): Promise<readonly RoleOf[]> {
  const roles: RoleOf[] = [];
  for (let n = 0; n < accounts; n++) {
    const account = String(first + n);
    const make = async (kind: RoleOf['kind'], name: string, tags: Readonly<Record<string, string>>) =>
      roles.push(await cloud.role({ account, kind, name }, tags));
    for (const name of ['decoy-a', 'decoy-b', 'decoy-c']) await make('revoke', name, OPTED_IN);
    await make('protected-tag', 'decoy-protected-tag', { ...OPTED_IN, 'rolewarden:protected': 'true' });
    await make('protected-config', 'decoy-protected-config', OPTED_IN);
    await make('not-opted-in', 'decoy-untagged', {});
  }
  return roles;
}

/** The accounts of roles, each once. */
export function accountsOf(roles: readonly RoleOf[]): readonly string[] {
  return [...new Set(roles.map(({ account }) => account))];
}

/** Armed in those accounts, with caps that are not what is tested here. */
export function configOf(
  cloud: Pick<Cloud, 'queue' | 'topic'>,
  {
    accounts,
    folder,
    store,
  }: { readonly accounts: readonly string[]; readonly folder: string; readonly store: string },
) {
  const most = 1_000;
  return {
    databases: DATABASES,
    organisation: { accounts },
    store: { url: store },
    roles: { decoy: ['arn:aws:iam::*:role/decoy-*'] },
    alerts: [{ type: 'sns', topic: cloud.topic }],
    revocation: {
      mode: 'auto',
      trusted: [cloud.queue.arn],
      protected: ['arn:aws:iam::*:role/decoy-protected-config'],
      spoke: { roleArn: 'arn:aws:iam::{account}:role/rolewarden-spoke' },
      caps: { perRole: most, perAccount: most, perAccountDay: most, perHour: most, reserved: most },
      audit: { folder },
    },
  };
}
