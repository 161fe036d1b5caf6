import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlerting, type LevelledSink } from '../../src/actions/ending/alerting.ts';
import { settleActions } from '../../src/actions/following/settling.ts';
import { digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { parseConfig } from '../../src/config/load.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import { denyDocument, policyName } from '../../src/core/action/deny-policy.ts';
import { NO_METER } from '../../src/core/ports/meter.ts';
import { openExecutors } from '../../src/effects/executors.ts';
import { createTurn } from '../../src/live/turn.ts';
import { actionSentence } from '../../src/report/action-sentence.ts';
import { createLog } from '../../src/run/log.ts';
import { aFinding } from '../report/a-finding.ts';
import { idIn, linesAbout } from '../support/acting-lab.ts';
import { nth } from '../support/aws-faults.ts';
import { hearing } from '../support/hearing.ts';
import { FOREIGN, sessionIntent } from '../support/iam-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
beforeAll(async () => {
  lab = await accountLab();
});
afterAll(() => lab.close());

const HOUR = 3_600_000;
const now = Math.floor(Date.now() / 1_000) * 1_000;
/** A revocation of hours ago, by whomever, that was verified. */
async function verified(name: string, by: string, expiresAt = now + HOUR) {
  const role = await lab.iam.role(name);
  const intent = { ...sessionIntent(role, 'alice', now - 3 * HOUR), expiresAt };
  await lab.approved({ ...intent, expiresAt: now + HOUR });
  const at = now - 3 * HOUR;
  const times = { since: at, changed: at, written: at };
  await lab.rewrite(intent.actionId, { intent, by, state: 'verified', ...times });
  return { role, id: intent.actionId };
}

/** A worker's turn after a search of the account that did not find an action's policy. */
async function settle(id: string, mode: string, sink: LevelledSink) {
  const log = createLog('silent');
  const config = parseConfig({ revocation: { mode, audit: { folder: lab.audit } } }, 'the test');
  const executors = openExecutors(config, { AWS_REGION: 'us-east-1' });
  await settleActions({
    revoking: executors.revoking(lab.link.ledger, lab.audit),
    alerting: createAlerting({ sinks: [sink], ledger: lab.link.ledger, own: createMemoryLedger(), log }),
    store: lab.link.store,
    log,
    rules: revocationRules(config, digest),
    looked: new Set(),
    missing: new Set([id]),
  });
  executors.close();
}

/** What the alerts of such a turn say was done about it. */
async function settled(id: string, mode = 'confirm') {
  const { heard, sink } = hearing('low');
  await settle(id, mode, sink);
  return heard.flatMap(({ finding }) => finding.actions).filter(({ actionId }) => actionId === id);
}

describe('a deny that somebody took away long after it was verified', () => {
  it.each(['rolewarden', 'alice'])(
    'is written back once by the sweep, then left to people (%s)',
    async (by) => {
      const name = `tampered-${by}`;
      const { id, role } = await verified(name, by);
      await lab.iam.remove(role, policyName(id));
      const first = await lab.run('sweep');
      expect(linesAbout(name, first)).toEqual([
        expect.stringContaining(`missing: ${policyName(id)}`),
        expect.stringContaining(`rewritten: ${policyName(id)}`),
      ]);
      expect(await lab.iam.names(role)).toEqual([policyName(id)]);
      expect(await lab.state(id)).toBe('applied');
      await lab.iam.remove(role, policyName(id));
      const second = await lab.run('sweep');
      expect(second.status).toBe(1);
      expect(linesAbout(name, second)).toEqual([
        expect.stringContaining('missing: '),
        expect.stringContaining('tampered: '),
      ]);
      expect(second.stderr).toContain('what to do: Whoever removed the policy can change IAM');
      expect([await lab.iam.names(role), await lab.state(id)]).toEqual([[], 'failed']);
      // the line that the alert has
      const written = await lab.run(`approve ${id}`);
      expect([written.status, await lab.iam.names(role)]).toEqual([0, [policyName(id)]]);
    },
  );

  it('is no loss once the session has ended', async () => {
    const { id, role } = await verified('tampered-over', 'alice', now - HOUR);
    await lab.iam.remove(role, policyName(id));
    expect(linesAbout('tampered-over', await lab.run('sweep'))).toEqual([
      expect.stringContaining('missing: '),
    ]);
    expect([await lab.iam.names(role), await lab.state(id)]).toEqual([[], 'removed']);
  });

  it('is no loss where a policy of ours covers it, though nobody lived to say so', async () => {
    const { id, role } = await verified('tampered-covered', 'alice');
    const wide = idIn(await lab.run(`revoke --role ${role.arn}`));
    await lab.iam.remove(role, policyName(id));
    await lab.run('sweep');
    expect(await lab.iam.names(role)).toEqual([policyName(wide)]);
    expect(await lab.link.ledger.action(id)).toMatchObject({
      state: 'verified',
      detail: expect.stringContaining(`covered by ${policyName(wide)}`),
    });
    expect(await settled(id)).toEqual([]);
    // verified long ago: no turn looks at it by itself
    await lab.rewrite(wide, { state: 'verified', changed: now - 3 * HOUR, written: now - 3 * HOUR });
    await lab.iam.remove(role, policyName(wide));
    expect(await settled(id)).toEqual([expect.objectContaining({ actionId: id, outcome: 'rewritten' })]);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
  });

  it('is a loss where somebody planted a deny like ours that covers it', async () => {
    const { id, role } = await verified('tampered-planted', 'alice');
    const planted = digest('tampered-planted');
    await lab.iam.put(role, policyName(planted), denyDocument(planted, { scope: 'role', until: now }));
    await lab.iam.remove(role, policyName(id));
    expect((await settled(id)).map(({ outcome }) => outcome)).toEqual(['rewritten']);
    expect(await lab.iam.names(role)).toContain(policyName(id));
  });

  it.each([
    ['auto', 'rewritten', 'applied'],
    ['shadow', 'tampered', 'failed'],
    ['off', 'tampered', 'failed'],
  ])('is written back only where the configuration still wants it: %s', async (mode, outcome, state) => {
    const { id, role } = await verified(`tampered-${mode}`, 'rolewarden');
    await lab.rewrite(id, { finding: aFinding() });
    await lab.iam.remove(role, policyName(id));
    expect(await settled(id, mode)).toEqual([
      expect.objectContaining({ actionId: id, mode: 'auto', outcome }),
    ]);
    expect([await lab.iam.names(role), await lab.state(id)]).toEqual([
      state === 'applied' ? [policyName(id)] : [],
      state,
    ]);
  });

  it('is told, and left as it is, where somebody put another in its place', async () => {
    const { id, role } = await verified('tampered-changed', 'alice');
    await lab.iam.put(role, policyName(id), FOREIGN);
    expect(await settled(id)).toEqual([
      expect.objectContaining({
        actionId: id,
        outcome: 'tampered',
        detail: 'containment was tampered with: the policy was changed by somebody',
      }),
    ]);
    expect([await lab.iam.get(role, policyName(id)), await lab.state(id)]).toEqual([FOREIGN, 'failed']);
  });

  it('is written back where IAM does not say whether another policy covers it, and the alert says that', async () => {
    const { id, role } = await verified('tampered-unlisted', 'alice');
    await lab.iam.remove(role, policyName(id));
    lab.aws.use(nth('ListRolePolicies', 'denied', 1));
    const [action] = await settled(id);
    lab.aws.use(() => undefined);
    expect(action).toMatchObject({
      outcome: 'rewritten',
      detail: expect.stringContaining(
        'not known whether another policy of ours denied the same: IAM did not list them (AccessDenied: ',
      ),
    });
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
  });

  it('is counted by the worker whose turn it is', async () => {
    const { id, role } = await verified('tampered-counted', 'alice');
    await lab.rewrite(id, { state: 'applied', changed: now - 10_000, written: now - 10_000 });
    await lab.iam.remove(role, policyName(id));
    const counted: (readonly unknown[])[] = [];
    const log = createLog('silent');
    const config = parseConfig({ revocation: { mode: 'confirm', audit: { folder: lab.audit } } }, 'the test');
    const executors = openExecutors(config, { AWS_REGION: 'us-east-1' });
    await createTurn({
      revoking: executors.revoking(lab.link.ledger, lab.audit),
      alerting: createAlerting({ sinks: [], ledger: lab.link.ledger, own: createMemoryLedger(), log }),
      store: lab.link.store,
      log,
      rules: revocationRules(config, digest),
      meter: { ...NO_METER, add: (...what) => counted.push(what) },
    })();
    executors.close();
    expect(counted).toContainEqual(['actions', 1, 'rewritten']);
  });

  it('alerts, also where a person had ordered it', async () => {
    const { id, role } = await verified('tampered-told', 'alice');
    await lab.iam.remove(role, policyName(id));
    const { heard, sink } = hearing('critical');
    await settle(id, 'confirm', sink);
    expect(heard.map(({ finding }) => finding)).toEqual([
      expect.objectContaining({
        id: `order-${id}`,
        level: 'critical',
        role: expect.objectContaining({ name: 'tampered-told' }),
        actions: [expect.objectContaining({ actionId: id, mode: 'person', outcome: 'rewritten' })],
      }),
    ]);
    expect(heard.flatMap(({ finding }) => finding.actions.map(actionSentence))).toEqual([
      `revoke-session ${id} was tampered with, and restored by Rolewarden (a person’s order): containment was tampered with: the policy was removed by somebody; it was written again, as alice had ordered`,
    ]);
    expect(await lab.iam.names(role)).toEqual([policyName(id)]);
  });
});
