import { CreateRoleCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import { roleWideIntent } from '../../src/core/action/intent.ts';
import type { Target } from '../../src/core/event/target.ts';
import { idIn } from '../support/acting-lab.ts';
import { digest } from '../support/iam-lab.ts';
import { type RecordedLab, recordedLab } from '../support/proxied-lab.ts';

const [MEMBER, STRANGER] = ['222233334444', '999999999999'];
/** Other test files have policies in moto's own account. */
const ONLY = `--account ${MEMBER} --account ${STRANGER}`;
const SPOKE =
  'revocation: {audit: {folder: audit}, spoke: {roleArn: "arn:aws:iam::{account}:role/spoke", externalId: "s3cret-id", own: ["123456789012"]}}\n';

let lab: RecordedLab;
beforeAll(async () => {
  lab = await recordedLab(inject('aws'));
});
afterAll(() => lab.close());
beforeEach(() => lab.aws.reset());

/** A configuration that reaches only the accounts listed. */
const reaching = (...accounts: readonly string[]) =>
  `--config ${lab.config(
    `accounts-${accounts.length}.yaml`,
    `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\norganisation: {accounts: ${JSON.stringify(accounts)}}\n${SPOKE}`,
  )}`;

/** A role of another account, and what stands on it: moto lets anybody assume a role there. */
async function roleIn(
  account: string,
  name: string,
): Promise<Target & { names(): Promise<readonly string[]> }> {
  const sts = new STSClient({ endpoint: inject('aws'), region: 'us-east-1' });
  const asked = { RoleArn: `arn:aws:iam::${account}:role/lab`, RoleSessionName: 'lab' };
  const { Credentials } = await sts.send(new AssumeRoleCommand(asked));
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const iam = new IAMClient({ endpoint: inject('aws'), region: 'us-east-1', credentials });
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  return {
    kind: 'role',
    partition: 'aws',
    accountId: account,
    name,
    arn: Role?.Arn ?? '',
    uniqueId: Role?.RoleId,
    names: async () => (await iam.send(new ListRolePoliciesCommand({ RoleName: name }))).PolicyNames ?? [],
  };
}

const assumed = () => lab.aws.calls.filter(({ operation }) => operation === 'AssumeRole');

describe('an account that is not listed', () => {
  it.each(['revoke --role', 'revoke --dry-run --role', 'undo --role'])(
    '%s is refused, and its spoke role is never asked for',
    async (line) => {
      const role = await roleIn(STRANGER, `stranger-${digest(line)}`);
      const done = await lab.run(`${line} ${role.arn} ${reaching(MEMBER)}`);
      expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('organisation.accounts')]);
      expect(await role.names()).toEqual([]);
      expect(assumed()).toEqual([]);
    },
  );

  it('keeps what the ledger knows of it: undo --all and sweep say that they did not search it', async () => {
    const role = await roleIn(STRANGER, 'stranger-known');
    const other = await roleIn(MEMBER, 'member-known');
    const both = reaching(MEMBER, STRANGER);
    const [id, near] = [
      idIn(await lab.run(`revoke --role ${role.arn} ${both}`)),
      idIn(await lab.run(`revoke --role ${other.arn} ${both}`)),
    ];
    expect(await role.names()).toEqual([policyName(id)]);
    const sweep = await lab.run(`sweep --dry-run ${reaching(MEMBER)}`);
    expect([sweep.status, sweep.stderr]).toEqual([1, expect.stringContaining(`account ${STRANGER}`)]);
    const undo = await lab.run(`undo --all --since 10m ${ONLY} ${reaching(MEMBER)}`);
    expect([undo.status, undo.stderr]).toEqual([
      1,
      expect.stringMatching(new RegExp(`NOT searched: account ${STRANGER}.*organisation.accounts`)),
    ]);
    expect(undo.stderr).toContain(`NOT undone: rolewarden-${id}`);
    expect(undo.stderr).not.toContain('nothing of Rolewarden stands');
    expect([await lab.state(id), await lab.state(near)]).toEqual(['applied', 'undone']);
    expect([await role.names(), await other.names()]).toEqual([[policyName(id)], []]);

    const all = await lab.run(`undo --all --since 10m ${ONLY} ${both}`);
    expect([all.status, await lab.state(id), await role.names()]).toEqual([0, 'undone', []]);
  });

  it('doctor says that a spoke role without accounts reaches none', async () => {
    const { stdout } = await lab.run(`doctor ${reaching()}`);
    expect(stdout).toMatch(
      /warn +account +revocation.spoke is set, but organisation.accounts names no other/,
    );
  });

  it('is none of the process’s own: that needs no listing', async () => {
    const role = await lab.iam.role('accounts-own');
    expect((await lab.run(`revoke --role ${role.arn} ${reaching(MEMBER)}`)).status).toBe(0);
    expect(assumed()).toEqual([]);
    const wide = roleWideIntent(role, Date.now() - 60_000, digest);
    await lab.iam.put(role, policyName(wide.actionId), denyPolicy(wide));
    expect((await lab.run(`undo --role ${role.arn} ${reaching(MEMBER)}`)).status).toBe(0);
  });
});
