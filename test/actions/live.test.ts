import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { user } from '../../scripts/callers.ts';
import { stsCall } from '../../scripts/records.ts';
import { createAudit } from '../../src/actions/audit/audit.ts';
import { createAuditFolder } from '../../src/actions/audit/folder.ts';
import { policyName } from '../../src/core/action/deny-policy.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { REAL_TIME } from '../../src/core/time/waiting.ts';
import { createLive } from '../../src/live.ts';
import { createPrometheus } from '../../src/run/consume/prometheus.ts';
import { createLog } from '../../src/run/log.ts';
import { issued } from '../support/acting-lab.ts';
import { armed, chained, keyOf, QUEUE, taken } from '../support/armed.ts';
import { nth, startFaults } from '../support/aws-faults.ts';
import { type LiveLab, liveLab } from '../support/live-lab.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

let lab: LiveLab;
beforeAll(async () => {
  lab = await liveLab(inject('aws'));
});
beforeEach(() => lab.forget());
afterAll(() => lab.close());

async function live(more: Readonly<Record<string, unknown>> = {}) {
  const made = await lab.live(more);
  const deliver = async (body: unknown, source: string | undefined = QUEUE) => {
    const [outcome] = await made.app.analyzer.analyze([
      { id: 'm', body, ...(source === undefined ? {} : { source }) },
    ]);
    return outcome;
  };
  return { ...made, deliver };
}

const action = (finding: Finding | undefined) => finding?.actions[0];

describe('the armed line', () => {
  it('ends the session, keeps a record from before, and says how to take it back', async () => {
    const role = await lab.iam.role('decoy-ends');
    const { config, deliver } = await live();
    const outcome = await deliver(taken(role));
    const done = action(outcome?.findings[0]);
    expect(outcome?.status).toBe('analyzed');
    expect(done).toMatchObject({ action: 'revoke-session', mode: 'auto', outcome: 'applied' });
    const document = await lab.iam.get(role, policyName(done?.actionId ?? ''));
    expect(JSON.parse(document).Statement[0].Condition.StringEquals).toEqual({
      'aws:userid': `${role.uniqueId}:alice`,
    });
    const folder = config.revocation.audit.folder ?? '';
    const [before] = readdirSync(folder).filter((name) => name.startsWith('revoke-'));
    const record = JSON.parse(readFileSync(join(folder, before ?? ''), 'utf8'));
    expect(record).toMatchObject({
      actionId: done?.actionId,
      document,
      undo: `rolewarden undo ${done?.actionId}`,
    });
  });

  it('writes the same policy for a duplicate, and one for each session', async () => {
    const role = await lab.iam.role('decoy-twice');
    const { deliver } = await live({ revocation: { caps: { perRole: 5 } } });
    const record = taken(role);
    await deliver(record);
    await deliver(record);
    expect(await lab.iam.names(role)).toHaveLength(1);
    await deliver(taken(role, { session: 'bob', by: 'eve', at: Date.now() - 60_000 }));
    expect(await lab.iam.names(role)).toHaveLength(2);
  });
});

describe('a batch full of critical findings', () => {
  it('has every one of them decided: none is put off because the others ask the ledger, too', async () => {
    const role = await lab.iam.role('decoy-full-batch');
    const { app } = await live({ revocation: { mode: 'confirm' } });
    const many = Array.from({ length: 80 }, (_, n) => taken(role, { session: `session-${n}` }));
    const outcomes = await app.analyzer.analyze(
      many.map((body, n) => ({ id: `m${n}`, body, source: QUEUE })),
    );
    const decided = outcomes.flatMap(({ findings }) => findings).map((finding) => action(finding)?.outcome);
    expect(decided).toHaveLength(80);
    expect([...new Set(decided)]).toEqual(['pending']);
    expect([...new Set(outcomes.map(({ status }) => status))]).toEqual(['analyzed']);
  });
});

describe('what cannot be done now', () => {
  it('waits: pending has it, and it may be approved', async () => {
    const role = await lab.iam.role('decoy-unfit');
    await redisCli(lab.redis.port, [
      'CONFIG',
      'SET',
      'maxmemory',
      '100mb',
      'maxmemory-policy',
      'allkeys-lru',
    ]);
    const { deliver } = await live();
    const done = action((await deliver(taken(role)))?.findings[0]);
    await redisCli(lab.redis.port, ['CONFIG', 'SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction']);
    expect(done).toMatchObject({ outcome: 'pending', detail: expect.stringContaining('allkeys-lru') });
    const known = await lab.link.ledger.action(done?.actionId ?? '');
    expect(known).toMatchObject({ state: 'pending', detail: expect.stringContaining('allkeys-lru') });
    expect(await lab.iam.names(role)).toEqual([]);
  });
});

describe('what keeps revocations from happening', () => {
  it('is measured: open breakers, the kill switch, what waits', async () => {
    const { meter, read } = createPrometheus();
    const made = await lab.live({}, meter);
    const gauges = () =>
      (['breakers_open', 'actions_stopped', 'actions_waiting'] as const).map((name) => read(name));
    await made.settle();
    expect(gauges()).toEqual([0, 0, 0]);
    const caps = { perRole: 0, perAccount: 1, perAccountDay: 1, perHour: 1, reserved: 0 };
    const asked = { actionId: '0'.repeat(16), accountId: '123456789012', target: 'role/x', critical: false };
    await lab.link.ledger.admit(asked, caps);
    await lab.link.ledger.kill('carol');
    const role = await lab.iam.role('decoy-measured');
    await made.app.analyzer.analyze([{ id: 'm', body: taken(role), source: QUEUE }]);
    await made.settle();
    expect(gauges()).toEqual([1, 1, 1]);
  });
});

describe('each guard-rail, alone, stops it', () => {
  const refusals: readonly (readonly [
    string,
    Readonly<Record<string, unknown>>,
    { readonly ahead?: number },
    string | undefined,
    object,
  ])[] = [
    [
      'a source that is not trusted',
      {},
      {},
      'arn:aws:sqs:us-east-1:123456789012:another',
      { outcome: 'refused', detail: expect.stringMatching(/^source: /) },
    ],
    [
      'an old event',
      {},
      { ahead: -20 * 60_000 },
      QUEUE,
      { outcome: 'refused', detail: expect.stringMatching(/^age: /) },
    ],
    [
      'an event from the future',
      {},
      { ahead: 120_000 },
      QUEUE,
      { outcome: 'refused', detail: expect.stringMatching(/^clock: /) },
    ],
    [
      'shadow mode',
      { revocation: { mode: 'shadow' } },
      {},
      QUEUE,
      { mode: 'shadow', outcome: 'would-apply' },
    ],
    ['confirm mode', { revocation: { mode: 'confirm' } }, {}, QUEUE, { mode: 'confirm', outcome: 'pending' }],
    [
      'the account’s own mode',
      { revocation: { accounts: { '123456789012': 'confirm' } } },
      {},
      QUEUE,
      { mode: 'confirm', outcome: 'pending' },
    ],
    [
      'a rule’s own mode',
      { revocation: { rules: { 'decoy-role': 'shadow' } } },
      {},
      QUEUE,
      { mode: 'shadow' },
    ],
    [
      'the kill switch',
      { revocation: { enabled: false } },
      {},
      QUEUE,
      { outcome: 'pending', detail: expect.stringContaining('kill switch') },
    ],
    [
      'protection by configuration',
      { revocation: { protected: ['arn:aws:iam::*:role/decoy-guard*'] } },
      {},
      QUEUE,
      { outcome: 'refused', detail: expect.stringContaining('protected') },
    ],
    [
      'no room under the caps',
      { revocation: { caps: { perAccount: 0 } } },
      {},
      QUEUE,
      { outcome: 'pending', detail: expect.stringContaining('breaker') },
    ],
  ];
  it.each(refusals)('%s', async (name, more, { ahead = 0 }, source, expected) => {
    const role = await lab.iam.role(`decoy-guard-${name.replaceAll(/[^a-z]/g, '')}`);
    const { deliver } = await live(more);
    const outcome = await deliver(taken(role, { at: Date.now() + ahead }), source);
    expect(action(outcome?.findings[0])).toMatchObject(expected);
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('no opt-in tag: it waits for a person', async () => {
    const role = await lab.iam.role('decoy-untagged', { Tags: [] });
    const { deliver } = await live();
    expect(action((await deliver(taken(role)))?.findings[0])).toMatchObject({ outcome: 'pending' });
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('a role made again since: it is another', async () => {
    const role = await lab.iam.role('decoy-again');
    const { deliver } = await live();
    const outcome = await deliver(taken({ ...role, uniqueId: 'AROAZZZZZZZZZZZZZZZZZ' }));
    expect(action(outcome?.findings[0])).toMatchObject({ outcome: 'refused' });
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('a refused call: nothing was issued, so a person is told of the key that called', async () => {
    const role = await lab.iam.role('decoy-denied');
    const { deliver } = await live();
    const record = { ...taken(role), errorCode: 'AccessDenied', responseElements: null };
    expect((await deliver(record))?.findings[0]?.actions).toEqual([
      expect.objectContaining({
        outcome: 'advised',
        actionId: null,
        detail: expect.stringContaining('AKIA'),
      }),
    ]);
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('two thefts of one name at once: both end, and neither saves the other', async () => {
    const role = await lab.iam.role('decoy-twins');
    const { deliver } = await live({ revocation: { caps: { perRole: 5 } } });
    const at = Date.now();
    const outcome = await deliver({ Records: [taken(role, { at }), taken(role, { at })] });
    expect(outcome?.findings.map((finding) => action(finding)?.outcome)).toEqual(['applied', 'applied']);
    expect(await lab.iam.names(role)).toHaveLength(2);
  });

  it('a server that drops keys when it is full', async () => {
    const role = await lab.iam.role('decoy-evicting');
    await redisCli(lab.redis.port, ['CONFIG', 'SET', 'maxmemory', '200mb']);
    await redisCli(lab.redis.port, ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru']);
    const { deliver } = await live();
    const outcome = await deliver(taken(role));
    await redisCli(lab.redis.port, ['CONFIG', 'SET', 'maxmemory', '0']);
    await redisCli(lab.redis.port, ['CONFIG', 'SET', 'maxmemory-policy', 'noeviction']);
    expect(action(outcome?.findings[0])).toMatchObject({
      outcome: 'pending',
      detail: expect.stringContaining('allkeys-lru'),
    });
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('an audit record that cannot be written', async () => {
    const role = await lab.iam.role('decoy-noaudit');
    const { deliver } = await live({ revocation: { audit: { folder: '/dev/null/audit' } } });
    const outcome = await deliver(taken(role));
    expect(outcome?.status).toBe('failed');
    expect(action(outcome?.findings[0])).toMatchObject({
      outcome: 'retrying',
      detail: expect.stringContaining('audit'),
    });
    // if no delivery succeeds in time, settling tells what became of it
    const id = action(outcome?.findings[0])?.actionId ?? '';
    expect((await lab.link.ledger.action(id))?.state).toBe('ready');
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('a person’s last word: what was undone is not done again by a redelivery', async () => {
    const role = await lab.iam.role('decoy-undone');
    const first = await live();
    const record = taken(role);
    const id = action((await first.deliver(record))?.findings[0])?.actionId ?? '';
    await lab.link.ledger.change(id, ['applied'], { state: 'undone', by: 'dana', detail: '' });
    const { undo } = await import('../../src/actions/ending/undo.ts');
    const { benchAt } = await import('../support/iam-lab.ts');
    await undo(benchAt(inject('aws'), { waiting: REAL_TIME }), role, { actionId: id });
    expect(action((await first.deliver(record))?.findings[0])).toMatchObject({
      outcome: 'refused',
      detail: expect.stringContaining('dana has undone'),
    });
    expect(await lab.iam.names(role)).toEqual([]);
  });
});

describe('without Redis', () => {
  it('alerts degraded, revokes nothing, and asks for the delivery again while the event is young', async () => {
    const role = await lab.iam.role('decoy-noredis');
    const other = await startRedis();
    const made = await createLive({
      config: armed(other.port),
      environment: process.env,
      log: createLog('silent'),
    });
    await other.stop();
    const [outcome] = await made.app.analyzer.analyze([{ id: 'm', body: taken(role), source: QUEUE }]);
    expect(outcome?.status).toBe('failed');
    expect(outcome?.findings[0]?.degraded).toBe(true);
    expect(action(outcome?.findings[0])).toMatchObject({
      outcome: 'retrying',
      detail: expect.stringMatching(/^store: /),
    });
    expect(await lab.iam.names(role)).toEqual([]);
    await made.close();
  });
});

describe('while Redis fails over', () => {
  it('asks for the delivery again as long as the server is a replica, and acts when it is the master', async () => {
    const role = await lab.iam.role('decoy-failover');
    const { deliver } = await live();
    const record = taken(role);
    await redisCli(lab.redis.port, ['REPLICAOF', '127.0.0.1', '1']);
    const first = await deliver(record);
    await redisCli(lab.redis.port, ['REPLICAOF', 'NO', 'ONE']);
    expect(first?.status).toBe('failed');
    expect(action(first?.findings[0])).toMatchObject({ outcome: 'retrying' });
    expect(await lab.iam.names(role)).toEqual([]);
    await expect.poll(async () => (await deliver(record))?.status).toBe('analyzed');
    expect(await lab.iam.names(role)).toHaveLength(1);
  });
});

describe('without STS', () => {
  it('asks for the delivery again when it cannot tell who it is, and acts when it can', async () => {
    const role = await lab.iam.role('decoy-nosts');
    const proxy = await startFaults(inject('aws'));
    proxy.use(nth('GetCallerIdentity', 'throttle', 1));
    process.env['AWS_ENDPOINT_URL'] = proxy.url;
    const { deliver } = await live();
    const record = taken(role);
    const first = await deliver(record);
    expect(first?.status).toBe('failed');
    expect(action(first?.findings[0])).toMatchObject({
      outcome: 'retrying',
      detail: expect.stringContaining('cannot tell who it is'),
    });
    const second = await deliver(record);
    process.env['AWS_ENDPOINT_URL'] = inject('aws');
    await proxy.close();
    expect(action(second?.findings[0])).toMatchObject({ outcome: 'applied' });
    expect(await lab.iam.names(role)).toHaveLength(1);
  });
});

describe('what a stranger may try', () => {
  it('a forged record under the id of a trusted one is not trusted', async () => {
    const role = await lab.iam.role('decoy-forged');
    const quiet = await lab.iam.role('quiet-forged');
    const { app } = await live();
    const genuine = taken(quiet);
    const forged = { ...taken(role), eventID: genuine['eventID'] };
    const outcomes = await app.analyzer.analyze([
      { id: 'forged', body: forged, source: 'arn:aws:sqs:us-east-1:123456789012:open' },
      { id: 'genuine', body: genuine, source: QUEUE },
    ]);
    expect(outcomes[0]?.findings.map(({ trusted }) => trusted)).toEqual([false]);
    expect(action(outcomes[0]?.findings[0])).toMatchObject({ detail: expect.stringMatching(/^source: /) });
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('a record of an open queue does not make a victim somebody’s child', async () => {
    const [thief, victim] = await Promise.all(['decoy-thief', 'payroll'].map((name) => lab.iam.role(name)));
    if (thief === undefined || victim === undefined) throw new Error('no roles');
    const { deliver } = await live();
    const record = taken(thief, { at: Date.now() - 30_000 });
    await deliver(
      chained(victim, thief, keyOf(record), Date.now()),
      'arn:aws:sqs:us-east-1:123456789012:open',
    );
    expect((await deliver(record))?.findings[0]?.actions.map(({ outcome }) => outcome)).toEqual(['applied']);
    expect(await lab.iam.names(victim)).toEqual([]);
  });

  it('what is not eligible uses up no cap', async () => {
    const { deliver } = await live();
    const guarded = [{ Key: 'rolewarden:protected', Value: 'true' }];
    for (const name of ['decoy-bait-1', 'decoy-bait-2', 'decoy-bait-3']) {
      const bait = await lab.iam.role(name, { Tags: guarded });
      expect(action((await deliver(taken(bait)))?.findings[0])).toMatchObject({ outcome: 'refused' });
    }
    const role = await lab.iam.role('decoy-after-bait');
    expect(action((await deliver(taken(role)))?.findings[0])).toMatchObject({ outcome: 'applied' });
  });
});

describe('what a person said', () => {
  it('a switch to confirm holds what was tried by itself before', async () => {
    const role = await lab.iam.role('decoy-switched', {
      Tags: [{ Key: 'rolewarden:protected', Value: 'true' }],
    });
    const record = taken(role);
    expect(action((await (await live()).deliver(record))?.findings[0])).toMatchObject({ outcome: 'refused' });
    await lab.iam.untag(role, 'rolewarden:protected');
    const { deliver } = await live({ revocation: { mode: 'confirm' } });
    expect(action((await deliver(record))?.findings[0])).toMatchObject({ outcome: 'pending' });
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it.each(['the ledger', 'the audit folder'])(
    'what the kill switch in %s holds waits for a person',
    async (where) => {
      const role = await lab.iam.role(`decoy-stopped-${where.length}`);
      const { config, deliver } = await live();
      if (where === 'the ledger') await lab.link.ledger.kill('dana');
      else {
        const folder = createAuditFolder(config.revocation.audit.folder ?? '');
        await createAudit(folder).switch({ pulled: true, by: 'dana' });
      }
      const stopped = action((await deliver(taken(role)))?.findings[0]);
      expect(stopped).toMatchObject({
        outcome: 'pending',
        detail: expect.stringContaining('dana has stopped'),
      });
      expect((await lab.link.ledger.action(stopped?.actionId ?? ''))?.state).toBe('pending');
      expect(await lab.iam.names(role)).toEqual([]);
    },
  );
});

describe('after a revocation', () => {
  const until = async (what: () => Promise<boolean>) => expect.poll(what, { interval: 500 }).toBe(true);

  it('is read back, written again once if somebody took it away, and then left to people', async () => {
    const role = await lab.iam.role('decoy-tampered');
    const { deliver, settle } = await live();
    const id = action((await deliver(taken(role)))?.findings[0])?.actionId ?? '';
    await lab.iam.remove(role, policyName(id));
    await until(async () => {
      await settle();
      return (await lab.iam.names(role)).length === 1;
    });
    await lab.iam.remove(role, policyName(id));
    await until(async () => {
      await settle();
      return (await lab.link.ledger.action(id))?.state === 'failed';
    });
    expect(await lab.iam.names(role)).toEqual([]);
  });

  it('is read again, long after it was verified, when CloudTrail tells of a call on it', async () => {
    const role = await lab.iam.role('decoy-watched');
    const { deliver, settle } = await live({ sessions: 'watch' });
    const id = action((await deliver(taken(role)))?.findings[0])?.actionId ?? '';
    await lab.link.ledger.change(id, ['applied'], { state: 'verified', by: 'rolewarden', detail: '' });
    await lab.iam.remove(role, policyName(id));
    await settle();
    expect(await lab.iam.names(role)).toEqual([]);
    const account = role.accountId;
    const call = { at: new Date().toISOString(), by: user(account, 'mallory'), from: '203.0.113.9', account };
    const asked = { roleName: role.name, policyName: policyName(id) };
    const record = stsCall('DeleteRolePolicy', call, asked, null);
    await deliver({ ...record, eventSource: 'iam.amazonaws.com' });
    await until(async () => {
      await settle();
      return (await lab.iam.names(role)).length === 1;
    });
  });

  it('says that more may live where more was issued with one key than is kept', async () => {
    const role = await lab.iam.role('decoy-many');
    const { deliver } = await live();
    const record = taken(role);
    const sessions = Array.from({ length: 513 }, (_, n) => ({
      ...issued(role, `n${n}`, keyOf(record)),
      accessKeyId: `ASIAUNSEEN${String(n).padStart(10, '0')}`,
      expiresAt: Date.now() - 1_000,
    }));
    await lab.link.store.learn({ sightings: [], sessions });
    const done = (await deliver(record))?.findings[0]?.actions ?? [];
    expect(done).toEqual([
      expect.objectContaining({ outcome: 'applied' }),
      expect.objectContaining({
        actionId: null,
        outcome: 'failed',
        detail: 'descendants: there may be others: only the first 512 issued with a key are kept',
      }),
    ]);
  });

  it('ends what was issued with the session before and after it', async () => {
    const [first, second, third] = await Promise.all(
      ['decoy-root', 'leaf-one', 'leaf-two'].map((name) => lab.iam.role(name)),
    );
    if (first === undefined || second === undefined || third === undefined) throw new Error('no roles');
    const { deliver, settle } = await live({ revocation: { caps: { perAccount: 10 } } });
    const now = Date.now();
    const record = taken(first, { at: now - 60_000 });
    const key = keyOf(record);
    await deliver(chained(second, first, key, now - 30_000));
    const known = () => lab.link.store.issuedWith(key);
    expect(await known()).toHaveLength(1);
    const done = (await deliver(record))?.findings[0]?.actions ?? [];
    expect(done.map(({ outcome }) => outcome)).toEqual(['applied', 'applied']);
    expect(await lab.iam.names(second)).toHaveLength(1);
    await deliver(chained(third, first, key, Date.now()));
    expect(await known()).toHaveLength(2);
    await until(async () => {
      await settle();
      return (await lab.iam.names(third)).length === 1;
    });
  });
});
