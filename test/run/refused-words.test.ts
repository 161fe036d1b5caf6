import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { always, type Fault, type FaultProxy, startFaults } from '../support/aws-faults.ts';
import { sessionIntent } from '../support/iam-lab.ts';

let lab: ActingLab;
let faults: FaultProxy;
beforeAll(async () => {
  faults = await startFaults(inject('aws'));
  lab = await actingLab(faults.url);
});
afterAll(async () => {
  await lab.close();
  await faults.close();
});

const said = async (line: string, action: string, fault: Fault) => {
  faults.use(always(action, fault));
  const ran = await lab.run(line);
  faults.use(() => undefined);
  return ran;
};

describe('what a person is told where AWS refuses', () => {
  it('is why nobody knows who the caller is, also of a search', async () => {
    for (const line of ['undo --all --since 1h', 'sweep', 'revoke --role arn:aws:iam::123456789012:role/R']) {
      const { status, stderr } = await said(line, 'GetCallerIdentity', 'token');
      expect([line, status]).toEqual([line, 'ERR_AWS']);
      expect(stderr).toContain('AWS does not say who the caller is: The security token');
      expect(stderr).toContain('\ncheck that the access key exists and is active');
      // sentences are not joined to a list
      expect(stderr).not.toMatch(/\.;|check: That/);
    }
  });

  it('is what an account needs that could not be searched', async () => {
    const undo = await said('undo --all --since 1h', 'GetAccountAuthorizationDetails', 'denied');
    expect([undo.status, undo.stderr]).toEqual([
      1,
      expect.stringMatching(
        /NOT searched: account 123456789012 .*\n {2}what to do: .*iam:GetAccountAuthorizationDetails/,
      ),
    ]);
    expect(undo.stderr).not.toContain('nothing was found in the accounts that were searched');
    const sweep = await said('sweep', 'GetAccountAuthorizationDetails', 'denied');
    expect(sweep.stderr).toMatch(
      /NOT swept: account .*\n {2}what to do: .*iam:GetAccountAuthorizationDetails/,
    );
  });

  it('is in JSON, too', async () => {
    const role = await lab.iam.role('refused-json');
    const { stdout } = await said(`revoke --role ${role.arn} --format json`, 'PutRolePolicy', 'denied');
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'failed',
      whatToDo: [expect.stringContaining('without a spoke role'), expect.anything(), expect.anything()],
    });
    await lab.run(`revoke --role ${role.arn}`);
    const undo = await said(`undo --role ${role.arn} --format json`, 'DeleteRolePolicy', 'denied');
    expect(JSON.parse(undo.stdout)).toMatchObject({
      outcome: 'failed',
      whatToDo: [
        expect.stringContaining('may list, read and delete'),
        expect.stringContaining('aws iam list-role-policies'),
        expect.stringContaining('aws iam delete-role-policy'),
      ],
    });
  });
});

describe('what was undone', () => {
  it('is ended all the same by a command that is whole', async () => {
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    const role = await lab.iam.role('refused-undone');
    const { stderr } = await lab.run(`revoke --role ${role.arn}`);
    const id = /rolewarden undo ([0-9a-f]{16})/.exec(stderr)?.[1] ?? '';
    await lab.run(`undo ${id}`);
    const again = await lab.run(`approve ${id}`);
    expect(again.stderr).toContain(`To end it anyway: rolewarden revoke --role ${role.arn}`);
    const waiting = sessionIntent(role, 'alice', now);
    await lab.record(waiting, 'pending', { detail: 'carol has stopped all actions' });
    await lab.rewrite(waiting.actionId, { changed: now - 120_000 });
    // what held it back then may be over
    expect((await lab.run('pending')).stdout).toContain('held back 2 min ago: carol has stopped all actions');
  });
});
