import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitsAloud } from '../../src/commands/acting/waits-aloud.ts';
import { idIn } from '../support/acting-lab.ts';
import type { Script } from '../support/aws-faults.ts';
import { LAB } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterEach(() => lab.aws.use(() => undefined));
afterAll(() => lab.close());

/** Throttles the first calls of an action. */
const firstCalls =
  (action: string, upTo: number): Script =>
  (call) =>
    call.action === action && call.n <= upTo ? 'throttle' : undefined;

const SAID = new RegExp(`^waiting: AWS limits the calls to IAM in account ${LAB}`, 'gm');

describe('a command that waits while IAM throttles', () => {
  it('revoke and undo say so once, and for what they wait', async () => {
    const role = await lab.iam.role('waits-revoke');
    lab.aws.use(firstCalls('PutRolePolicy', 3));
    const done = await lab.run(`revoke --role ${role.arn}`);
    expect([done.status, done.stderr.match(SAID)?.length]).toEqual([0, 1]);
    lab.aws.use(firstCalls('DeleteRolePolicy', 3));
    const undone = await lab.run(`undo ${idIn(done)}`);
    expect([undone.status, undone.stderr.match(SAID)?.length]).toEqual([0, 1]);
  });

  it('sweep says so while it searches an account, and keeps stdout for JSON', async () => {
    lab.aws.use(firstCalls('GetAccountAuthorizationDetails', 5));
    const done = await lab.run('sweep --format json');
    expect([done.status, done.stderr.match(SAID)?.length]).toEqual([0, 1]);
    expect(done.stdout).not.toContain('waiting');
  });

  it('says nothing of a wait that nobody notices', async () => {
    const role = await lab.iam.role('waits-short');
    const done = await lab.run(`revoke --role ${role.arn}`);
    expect([done.status, done.stderr]).toEqual([0, expect.not.stringContaining('waiting:')]);
  });
});

describe('waits on the terminal', () => {
  /** What is said of waits that begin at these seconds, each with its reason and milliseconds. */
  function said(waits: readonly (readonly [number, string | undefined, number])[]): readonly string[] {
    const lines: string[] = [];
    let now = 0;
    const tell = waitsAloud(
      (text) => lines.push(text),
      () => now,
    );
    for (const [second, why, ms] of waits) {
      now = second * 1_000;
      tell(ms, why);
    }
    return lines;
  }

  it('are said once they take half a second together, and then every fifteen', () => {
    const line = 'waiting: IAM is slow; trying again (Ctrl-C ends it)\n';
    const short = [0, 'IAM is slow', 400] as const;
    expect(said([short])).toEqual([]);
    expect(said([short, short, short])).toEqual([line]);
    expect(
      said([
        [0, 'IAM is slow', 2_000],
        [3, 'IAM is slow', 2_000],
        [14, 'IAM is slow', 2_000],
      ]),
    ).toEqual([line]);
    expect(
      said([
        [0, 'IAM is slow', 2_000],
        [15, 'IAM is slow', 2_000],
      ]),
    ).toEqual([line, line]);
  });

  it('are not said without a reason, and cannot write to the terminal', () => {
    expect(said([[0, undefined, 60_000]])).toEqual([]);
    const [line = ''] = said([[0, 'a\u001b[2Jb\nc', 2_000]]);
    expect([line.includes('\u001b'), line.trimEnd().includes('\n')]).toEqual([false, false]);
  });
});
