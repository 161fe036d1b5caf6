import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlerting, type LevelledSink } from '../../src/actions/ending/alerting.ts';
import { owe } from '../../src/actions/following/owed.ts';
import { type SettlingParts, settleActions } from '../../src/actions/following/settling.ts';
import { createTroubles } from '../../src/actions/following/troubles.ts';
import { digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { parseConfig } from '../../src/config/load.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import { policyName } from '../../src/core/action/deny-policy.ts';
import { DAY, HOUR } from '../../src/core/time/days.ts';
import { type Executors, openExecutors } from '../../src/effects/executors.ts';
import { createLog } from '../../src/run/log.ts';
import { issued } from '../support/acting-lab.ts';
import { hearing } from '../support/hearing.ts';
import { sessionIntent } from '../support/iam-lab.ts';
import { heardLog } from '../support/lambda-lab.ts';
import { type AccountLab, accountLab } from '../support/proxied-lab.ts';

let lab: AccountLab;
let executors: Executors;
beforeAll(async () => {
  lab = await accountLab();
  executors = openExecutors(config(), { AWS_REGION: 'us-east-1' });
});
afterAll(async () => {
  executors.close();
  await lab.close();
});

const now = Math.floor(Date.now() / 1_000) * 1_000;
const SILENT = createLog('silent');
const config = () =>
  parseConfig({ revocation: { mode: 'confirm', audit: { folder: lab.audit } } }, 'the test');

/** One turn of a worker of its own. Fails the sends of the sinks that are down. */
async function turn(
  sinks: readonly LevelledSink[],
  missing: readonly string[] = [],
  more: Partial<SettlingParts> = {},
): Promise<void> {
  const { ledger, store } = lab.link;
  const { log = SILENT } = more;
  const alerting = createAlerting({ sinks, ledger, own: createMemoryLedger(), log });
  const revoking = executors.revoking(ledger, lab.audit);
  const rules = revocationRules(config(), digest);
  await settleActions({
    revoking,
    alerting,
    store,
    log,
    rules,
    looked: new Set(),
    missing: new Set(missing),
    ...more,
  });
}

const down = (sink: LevelledSink): LevelledSink => ({
  ...sink,
  send: () => Promise.reject(new Error('down')),
});

/** What was heard of an action. */
function outcomes({ heard }: ReturnType<typeof hearing>, actionId: string): readonly (string | undefined)[] {
  return heard
    .flatMap(({ finding }) => finding.actions)
    .filter((one) => one.actionId === actionId)
    .map(({ outcome }) => outcome);
}

async function approved(name: string) {
  const role = await lab.iam.role(name);
  const intent = sessionIntent(role, 'alice', now);
  await lab.approved(intent);
  return { role, intent, id: intent.actionId };
}

describe('what no delivery brings again', () => {
  it.each(['rewritten', 'tampered'])(
    '%s: is told by another worker once the sink is back, once',
    async (word) => {
      const { id, role } = await approved(`owed-${word}`);
      if (word === 'tampered') await lab.rewrite(id, { detail: 'written again' });
      await lab.iam.remove(role, policyName(id));
      const [well, late] = [hearing('high'), hearing('high')];
      const second = { ...late.sink, name: 'late' };
      for (const missing of [[id], []]) await turn([well.sink, down(second)], missing);
      expect([outcomes(well, id), outcomes(late, id)]).toEqual([[word], []]);
      for (let turns = 0; turns < 3; turns++) await turn([well.sink, second]);
      expect([outcomes(well, id), outcomes(late, id)]).toEqual([[word], [word]]);
      expect((await lab.link.ledger.owed()).size).toBe(0);
    },
  );

  it('is told with the mode of when it happened, though a person has ordered it anew since', async () => {
    const { id, role } = await approved('owed-mode');
    await lab.rewrite(id, { by: 'rolewarden', finding: null });
    await lab.iam.remove(role, policyName(id));
    const heard = hearing('high');
    await turn([down(heard.sink)], [id]);
    expect([...(await lab.link.ledger.owed()).values()].join()).toContain('rewritten');
    await lab.rewrite(id, { by: 'alice' });
    await turn([heard.sink]);
    expect(heard.heard.at(-1)?.finding.actions[0]).toMatchObject({ outcome: 'rewritten', mode: 'auto' });
  });

  it('is told whatever else is written where it is owed, and not after four days', async () => {
    const { id, intent, role } = await approved('owed-beside');
    const { ledger } = lab.link;
    const words = { intent, outcome: 'applied', detail: '', procedure: [] } as const;
    const at = now - 4 * DAY - 60_000;
    await owe(ledger, { matter: 'order', behind: id, actionId: id, turn: 9, at, words });
    await ledger.owe('damaged', '{"matter":');
    await ledger.owe('of something else', JSON.stringify({ matter: 'tampered', at: now }));
    await lab.iam.remove(role, policyName(id));
    const heard = hearing('high');
    await turn([heard.sink], [id]);
    expect(outcomes(heard, id)).toEqual(['rewritten']);
    expect((await ledger.owed()).size).toBe(0);
  });

  it('is told where the worker died between the ledger and the alert', async () => {
    const { id } = await approved('owed-died');
    const { ledger } = lab.link;
    const debt = { behind: id, actionId: id, turn: 1, at: now - 120_000, words: undefined };
    await owe(ledger, { ...debt, matter: 'tampered' });
    const heard = hearing('high');
    // it never came to it: the policy stands
    await turn([heard.sink]);
    expect([outcomes(heard, id), (await ledger.owed()).size]).toEqual([[], 0]);
    await owe(ledger, { ...debt, matter: 'tampered' });
    await ledger.change(id, ['applied'], {
      state: 'failed',
      by: 'alice',
      detail: 'the policy was changed by somebody',
    });
    await turn([heard.sink]);
    expect(heard.heard.at(-1)?.finding.actions[0]).toMatchObject({
      outcome: 'tampered',
      detail: 'containment was tampered with: the policy was changed by somebody',
    });
    await turn([heard.sink]);
    expect(outcomes(heard, id)).toEqual(['tampered']);
  });

  it('is told that it was written again where the worker died after that', async () => {
    const { id } = await approved('owed-again');
    await lab.rewrite(id, { detail: 'written again' });
    const debt = { behind: id, actionId: id, turn: 1, at: now - 120_000, words: undefined };
    await owe(lab.link.ledger, { ...debt, matter: 'rewritten' });
    const heard = hearing('high');
    await turn([heard.sink]);
    expect([outcomes(heard, id), (await lab.link.ledger.owed()).size]).toEqual([['rewritten'], 0]);
  });

  it('is told of each session that was ended with another', async () => {
    const role = await lab.iam.role('owed-parent');
    const leaves = [await lab.iam.role('owed-leaf'), await lab.iam.role('owed-leaf-two')];
    const session = issued(role, 'alice');
    const intent = { ...sessionIntent(role, 'alice', now), accessKeyId: session.accessKeyId };
    await lab.approved(intent);
    await lab.link.ledger.change(intent.actionId, ['applied'], { state: 'verified', by: 'lab', detail: '' });
    const late = leaves.map((leaf) => issued(leaf, 'late', session.accessKeyId));
    await lab.link.store.learn({ sightings: [], sessions: [session, ...late] });
    const { heard, sink } = hearing('high');
    await turn([down(sink)]);
    const ended = (await Promise.all(leaves.map(lab.iam.names))).flat();
    expect([ended.length, heard]).toEqual([2, []]);
    for (let turns = 0; turns < 2; turns++) await turn([sink]);
    expect(heard.map(({ finding }) => [finding.id, finding.actions[0]?.outcome])).toEqual(
      Array(2).fill([`order-${intent.actionId}`, 'applied']),
    );
    expect(heard.map(({ finding }) => `rolewarden-${finding.actions[0]?.actionId}`).sort()).toEqual(
      ended.toSorted(),
    );
  });
});

describe('a session that was issued with a denied one', () => {
  it('is ended by a later turn where IAM did not let the first, once that has had its time', async () => {
    const [role, leaf] = [await lab.iam.role('owed-first'), await lab.iam.role('owed-left')];
    const session = issued(role, 'alice');
    const intent = { ...sessionIntent(role, 'alice', now), accessKeyId: session.accessKeyId };
    await lab.approved(intent);
    await lab.link.ledger.change(intent.actionId, ['applied'], { state: 'verified', by: 'lab', detail: '' });
    await lab.link.store.learn({
      sightings: [],
      sessions: [session, issued(leaf, 'left', session.accessKeyId)],
    });
    const { heard, sink } = hearing('high');
    await turn([sink]);
    const [policy = ''] = await lab.iam.names(leaf);
    const child = policy.replace('rolewarden-', '');
    await lab.iam.remove(leaf, policy);
    await lab.rewrite(child, { state: 'ready', by: 'rolewarden', changed: Date.now() - 30_000 });
    await turn([sink]);
    expect(await lab.iam.names(leaf)).toEqual([]);
    await lab.rewrite(child, { changed: Date.now() - 61_000 });
    await turn([sink]);
    expect([await lab.iam.names(leaf), await lab.state(child)]).toEqual([[policy], 'applied']);
    expect(heard.map(({ finding }) => finding.actions[0]?.outcome)).toEqual(['applied']);
  });
});

describe('a worker says once', () => {
  const heard = () => {
    const log = heardLog();
    const of = (actionId: string) =>
      log.lines.flatMap(({ fields, message }) =>
        'actionId' in fields && fields.actionId === actionId && !message.startsWith('containment')
          ? [message]
          : [],
      );
    return { more: { log, troubles: createTroubles(log) }, of };
  };

  it('that an alert was not sent, by each sink, and that it was', async () => {
    const { id, role } = await approved('owed-aloud');
    await lab.iam.remove(role, policyName(id));
    const { more, of } = heard();
    const { sink } = hearing('high');
    const sinks = [sink, { ...sink, name: 'other' }];
    for (const missing of [[id], [], [], []]) await turn(sinks.map(down), missing, more);
    const once = Array(2).fill('an alert was not sent; it is tried again');
    expect(of(id)).toEqual(once);
    for (let turns = 0; turns < 2; turns++) await turn(sinks, [], more);
    expect(of(id)).toEqual([...once, 'what was not settled is settled again, or need not be any more']);
    expect((await lab.link.ledger.owed()).size).toBe(0);
  });

  it('that sessions were not followed to the end, and what to do', async () => {
    const { id, intent } = await approved('owed-unfollowed');
    const { more, of } = heard();
    const gone = openRedis({ url: `redis://127.0.0.1:${lab.redis.port}`, timeout: 60_000 });
    await gone.close();
    await lab.rewrite(id, { state: 'verified' });
    for (let turns = 0; turns < 3; turns++) await turn([], [], { ...more, store: gone.store });
    const once = ['an action was not settled; it is tried again'];
    expect(of(id)).toEqual(once);
    await lab.rewrite(id, { changed: now - HOUR, written: now - HOUR });
    for (let turns = 0; turns < 3; turns++) await turn([], [], more);
    expect(of(id)).toEqual([
      ...once,
      'what was not settled is not tried any more: sessions that were issued with this one may be active',
    ]);
    expect(more.log.lines.at(-1)?.fields).toMatchObject({
      remedy: expect.stringContaining(`rolewarden revoke ${intent.accessKeyId} --dry-run`),
    });
  });
});
