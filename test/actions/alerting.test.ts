import { expect, it, vi } from 'vitest';
import { createAlerting, type LevelledSink } from '../../src/actions/ending/alerting.ts';
import { sinkError } from '../../src/actions/sinks/failure.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { createLog } from '../../src/run/log.ts';
import { hearing } from '../support/hearing.ts';
import { anAlert } from './an-alert.ts';

const log = createLog('silent');
const entry = { action: 'revoke-session', actionId: '1', mode: 'auto', outcome: 'tampered', detail: '' };

/** Alerting in one process, to these sinks. */
function open(...sinks: readonly LevelledSink[]) {
  const ledger = createMemoryLedger();
  return createAlerting({ sinks, ledger, own: ledger, log });
}

it('tells the same of one action again where it happened again, and once each time', async () => {
  const { heard, sink } = hearing('low');
  const alerting = open(sink);
  const { finding } = anAlert({ cause: null, actions: [entry] });
  for (const news of [{ turn: 1 }, { turn: 1 }, { turn: 2 }, {}, {}]) {
    expect((await alerting.tell(finding, [], news)).settled).toBe(true);
  }
  expect(heard).toHaveLength(3);
});

it('says of a sink that fails why, and what to do', async () => {
  const lines: string[] = [];
  const ledger = createMemoryLedger();
  const alerting = createAlerting({
    sinks: [
      {
        name: 'topic',
        level: 'low',
        close() {},
        send: async () => {
          throw sinkError('topic', 'NotFound', 'check that the topic exists in that region');
        },
      },
    ],
    ledger,
    own: ledger,
    log: createLog('error', { write: (line) => lines.push(line) }),
  });
  await alerting.tell(anAlert({ cause: null }).finding, []);
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    {
      sink: 'topic',
      reason: 'the sink topic failed: NotFound',
      remedy: 'check that the topic exists in that region',
    },
  ]);
});

it('tells each sink what is at its level or above', async () => {
  const [high, critical] = [hearing('high'), hearing('critical')];
  const alerting = open(high.sink, { ...critical.sink, name: 'other' });
  for (const level of ['medium', 'high', 'critical'] as const) {
    const { finding } = anAlert({ id: level, level, cause: null, actions: [] });
    expect((await alerting.tell(finding, [])).settled).toBe(true);
  }
  const levels = [high, critical].map(({ heard }) => heard.map(({ finding }) => finding.level));
  expect(levels).toEqual([['high', 'critical'], ['critical']]);
});

it.each([
  ['applied', 2],
  ['pending', 2],
  ['failed', 2],
  ['retrying', 2],
  ['rewritten', 2],
  ['tampered', 2],
  ['would-apply', 1],
  ['advised', 1],
])('of a cause that was told: where something is %s, %i alerts', async (outcome, alerts) => {
  const { heard, sink } = hearing('low');
  const alerting = open(sink);
  await alerting.tell(anAlert({ id: '1', cause: 'c', actions: [] }).finding, []);
  const actions = [
    { ...entry, outcome: 'would-refuse' },
    { ...entry, outcome },
  ];
  const told = await alerting.tell(anAlert({ id: '2', cause: 'c', actions }).finding, []);
  expect(told).toMatchObject({ settled: true, finding: { repeatOf: '1' } });
  expect(heard).toHaveLength(alerts);
});

it('tells of a finding that was told what was done since, and of another with the same end', async () => {
  const { heard, sink } = hearing('low');
  const alerting = open(sink);
  const tell = async (id: string, outcomes: readonly string[]) => {
    const actions = outcomes.map((outcome) => ({ ...entry, outcome }));
    await alerting.tell(anAlert({ id, cause: null, actions }).finding, []);
    return heard.length;
  };
  expect(await tell('1', [])).toBe(1);
  expect(await tell('1', [])).toBe(1);
  expect(await tell('1', ['applied'])).toBe(2);
  expect(await tell('2', ['applied'])).toBe(3);
});

it('tells what a trusted source says, whatever was told of it by others before', async () => {
  const { heard, sink } = hearing('low');
  const alerting = open(sink);
  const say = (trusted: boolean, id: string, level: 'high' | 'critical', cause: string | null) =>
    alerting.tell(anAlert({ id, level, cause, trusted, score: trusted ? 80 : 100, actions: [] }).finding, []);
  let before = 0;
  const told = () => {
    const alerts = heard.slice(before).map(({ finding }) => [finding.trusted, finding.repeatOf]);
    before = heard.length;
    return alerts;
  };
  // somebody who may write to an untrusted source knows the id of a record that is still on its way
  for (const trusted of [false, true, true, false]) await say(trusted, 'one-call', 'critical', null);
  expect(told()).toEqual([
    [false, null],
    [true, null],
  ]);
  await say(false, 'lower', 'critical', null);
  await say(true, 'lower', 'high', null);
  expect(told().map(([trusted]) => trusted)).toEqual([false, true]);
  // or makes up a call with the same cause
  for (const id of ['made-up', 'made-up-too']) await say(false, id, 'critical', 'same');
  for (const id of ['real', 'real-too']) await say(true, id, 'critical', 'same');
  expect(told()).toEqual([
    [false, null],
    [true, null],
  ]);
});

it('does not count an alert as told that another is about to send', async () => {
  let sent = 0;
  let answer = () => {};
  const slow: LevelledSink = {
    name: 'slow',
    level: 'low',
    close() {},
    send: () => {
      sent += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  };
  const alerting = open(slow);
  const { finding } = anAlert({ cause: null });
  const first = alerting.tell(finding, []);
  await vi.waitFor(() => expect(sent).toBe(1));
  expect((await alerting.tell(finding, [])).settled).toBe(false);
  answer();
  expect([(await first).settled, (await alerting.tell(finding, [])).settled, sent]).toEqual([true, true, 1]);
});
