import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { policyName } from '../../src/core/action/deny-policy.ts';
import { idIn } from '../support/acting-lab.ts';
import { always } from '../support/aws-faults.ts';
import { digest, LAB, sessionIntent } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterEach(() => lab.aws.use(() => undefined));
afterAll(() => lab.close());

const now = Math.floor(Date.now() / 1_000) * 1_000;
const two = () =>
  lab.config(
    'two.yaml',
    `store: {url: "redis://127.0.0.1:${lab.redis.port}"}\norganisation: {accounts: ["${LAB}", "111122223333", "444455556666"]}\nrevocation: {mode: confirm, audit: {folder: audit}, spoke: {roleArn: "arn:aws:iam::{account}:role/spoke", externalId: x1, own: ["${LAB}"]}}\n`,
  );

/** Fills a role with ten policies, nearly to IAM's limit. */
async function full(name: string) {
  const role = await lab.iam.role(name);
  for (let at = 0; at < 10; at++) {
    const Resource = `arn:aws:s3:::${'x'.repeat(900)}`;
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }],
    };
    await lab.iam.put(role, `own-${at}`, JSON.stringify(document));
  }
  return role;
}

describe('what a refused revocation says to do', () => {
  it('for a role without room: the commands for a managed policy, and how that is taken back', async () => {
    const role = await full('night-full');
    const intent = sessionIntent(role, 'eve', now);
    await lab.record(intent, 'pending');
    const name = policyName(intent.actionId);
    for (const done of [
      await lab.run(`revoke --role ${role.arn} --dry-run`),
      await lab.run(`approve ${intent.actionId}`),
    ]) {
      expect(done.status).toBe(1);
      expect(done.stderr).toMatch(/inline policies take \d+ of 10240 characters; the deny needs \d+ more\n/);
      expect(done.stderr).toContain(
        `with credentials of account ${LAB}: aws iam create-policy --policy-name rolewarden-`,
      );
      expect(done.stderr).toContain(
        `aws iam attach-role-policy --role-name 'night-full' --policy-arn arn:aws:iam::${LAB}:policy/rolewarden-`,
      );
      expect(done.stderr).toContain("aws iam detach-role-policy --role-name 'night-full' --policy-arn");
    }
    expect((await lab.known(intent.actionId)).detail).not.toContain(`NoRoom: ${role.name}`);
    expect(name).toContain(intent.actionId);
  });

  it('for a role that only AWS may change: its own procedure, and no command that AWS refuses, too', async () => {
    const [plain, portal] = [
      await lab.iam.role('night-owned'),
      await lab.iam.role('AWSReservedSSO_Night_0123456789abcdef'),
    ];
    lab.aws.use(always('PutRolePolicy', 'unmodifiable'));
    const one = await lab.run(`revoke --role ${plain.arn}`);
    expect(one.stderr).toContain('Find the service’s resource that uses the role');
    const other = await lab.run(`revoke --role ${portal.arn}`);
    expect(other.stderr).toContain('Delete the person’s active sessions in Identity Center');
    for (const { stderr } of [one, other]) expect(stderr).not.toContain('aws iam put-role-policy');
  });

  it('for a name that the account does not have: to check the name first', async () => {
    const { stderr } = await lab.run(`revoke --role arn:aws:iam::${LAB}:role/night-typo`);
    expect(stderr).toContain(
      `There is no role night-typo of account ${LAB}: check its name and the account.`,
    );
  });

  it('by hand: with the credentials of which account', async () => {
    const role = await lab.iam.role('night-by-hand');
    lab.aws.use(always('PutRolePolicy', 'denied'));
    const { stderr } = await lab.run(`revoke --role ${role.arn}`);
    expect(stderr).toContain(
      `By hand, with credentials of account ${LAB}: aws iam put-role-policy --role-name 'night-by-hand'`,
    );
  });

  it('for the ARN of a session: the role’s, to be pasted', async () => {
    const done = await lab.run(`revoke --role arn:aws:sts::${LAB}:assumed-role/night-by-hand/alice`);
    expect([done.status, done.stderr]).toEqual(['ERR_USAGE', expect.stringContaining('that is a session')]);
    expect(done.stderr).toContain(`--role arn:aws:iam::${LAB}:role/night-by-hand`);
  });
});

describe('what is said of a deny of all sessions', () => {
  it('says that whoever may assume the role gets a new one', async () => {
    const role = await lab.iam.role('night-wide');
    const { stderr } = await lab.run(`revoke --role ${role.arn}`);
    expect(stderr).toContain('not kept out: whoever may still assume the role gets a new session');
  });
});

describe('what an undo that fails says to do', () => {
  it('has the command of AWS for each policy, also where the account cannot be reached', async () => {
    const role = await lab.iam.role('night-undo');
    const id = idIn(await lab.run(`revoke --role ${role.arn}`));
    const command = `By hand, with credentials of account ${LAB}: aws iam delete-role-policy --role-name 'night-undo' --policy-name ${policyName(id)}\n`;
    lab.aws.use(always('DeleteRolePolicy', 'denied'));
    for (const line of [`undo ${id}`, `undo --role ${role.arn}`]) {
      const done = await lab.run(line);
      expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('NOT undone')]);
    }
    lab.aws.use(always('DeleteRolePolicy', 'denied'));
    expect((await lab.run(`undo ${id}`)).stderr).toContain(command);
    const far = `arn:aws:iam::111122223333:role/Deploy`;
    lab.aws.use(always('AssumeRole', 'denied'));
    const away = await lab.run(`undo ${digest('far')} --target ${far} --config ${two()}`);
    expect(away.stderr).toContain(
      `with credentials of account 111122223333: aws iam delete-role-policy --role-name 'Deploy' --policy-name rolewarden-${digest('far')}\n`,
    );
    const all = await lab.run(`undo --role ${far} --config ${two()}`);
    expect(all.stderr).toContain(
      "with credentials of account 111122223333: aws iam list-role-policies --role-name 'Deploy'\n",
    );
  });

  it('says once what to do for accounts that cannot be searched for the same reason', async () => {
    lab.aws.use(always('AssumeRole', 'denied'));
    const { stderr } = await lab.run(`undo --all --since 1m --config ${two()}`);
    expect(stderr.match(/^NOT searched: account \d{12} \(AccessDenied/gm)).toHaveLength(2);
    expect(stderr.match(/Check the external id/g)).toHaveLength(1);
    expect(stderr).toContain('arn:aws:iam::{account}:role/spoke exists');
  });

  it('does not say that the ledger has no such action, if it was not asked', async () => {
    const down = lab.config(
      'night-down.yaml',
      'store: {url: "redis://127.0.0.1:1"}\nrevocation: {audit: {folder: audit}}\n',
    );
    const id = digest('night-nowhere');
    const done = await lab.run(`undo ${id} --config ${down}`);
    expect([done.status, done.stderr]).toEqual([
      'ERR_USAGE',
      expect.stringContaining(`no action ${id} in the audit folder, or in IAM; the ledger was not asked: `),
    ]);
    expect((await lab.run(`undo ${id}`)).stderr).toContain(
      `no action ${id} in the ledger, in the audit folder, or in IAM: nothing was changed`,
    );
  });
});
