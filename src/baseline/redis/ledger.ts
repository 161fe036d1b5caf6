import { randomUUID } from 'node:crypto';
import type { Admission, Admitted, Caps } from '../../core/action/admission.ts';
import type { AlertLedger, Claim, Repeat } from '../../core/action/alert-ledger.ts';
import type { Ledger } from '../../core/action/ledger.ts';
import { toAscii } from '../../core/text/ascii.ts';
import { DAY, HOUR } from '../../core/time/days.ts';
import { createRedisActions } from './actions.ts';
import { LEADS, REPEAT, SETTLE } from './alert-scripts.ts';
import { createRedisDebts } from './debts.ts';
import { readInfo } from './info.ts';
import { ADMIT, CLOCK, CLOSE } from './ledger-scripts.ts';
import { createSeal } from './ledger-seal.ts';
import { answerOf, textOf, textsIn } from './replies.ts';
import type { Runner } from './runner.ts';
import type { KeyCommand } from './wire.ts';

/** Effects and decisions by name, causes, findings' ranks, and one table for caps, breakers and the kill switch. */
const KEYS = { effect: 'rw:e:', cause: 'rw:k:', rank: 'rw:l:', decision: 'rw:d:', table: 'rw:caps' } as const;
/** An effect is remembered longer than any transport delivers again: SQS four days at most as we set it up. */
const DONE_TTL = 5 * DAY;
const CAUSE_TTL = 25 * HOUR;
/** How long a look at the server's settings holds. */
const LOOK = 10_000;

/**
 * The ledger in Redis. Every method throws if the server cannot be asked: nothing is done on a guess. `signingKeys`: the
 * first signs the records of actions, and each is accepted; without any, records are not signed.
 */
export function createRedisLedger(runner: Runner, signingKeys: readonly string[] = []): Ledger {
  const one = async (command: KeyCommand) => {
    const [reply] = await runner.run([command]);
    return answerOf(reply) ?? null;
  };
  const now = async () => {
    const [seconds, micros] = textsIn(await one({ script: CLOCK, key: KEYS.table, args: [] }));
    return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  };
  const table = (name: string, ...args: readonly string[]) => one({ name, key: KEYS.table, args });
  return {
    ...alertLedger(runner, one),
    ...createRedisActions(runner, one, now, createSeal(signingKeys)),
    ...createRedisDebts(one),
    now,
    unfit: nowAndThen(async () => {
      const replies = await runner.each({ name: 'INFO' });
      const found = replies.map((reply) => unfitness(textOf(reply) ?? ''));
      return found.find((reason) => reason !== undefined);
    }),
    async admit(admission, caps) {
      const [kind, what, reason] = textsIn(
        await one({ script: ADMIT, key: KEYS.table, args: admitArgs(admission, caps) }),
      );
      return admittedOf(kind, what, reason);
    },
    async breakers() {
      const fields = textsIn(await table('HGETALL'));
      return fields.flatMap((field, at) => {
        const [since = '', ...reason] = (fields[at + 1] ?? '').split('|');
        if (at % 2 !== 0 || !field.startsWith('b:')) return [];
        return [{ scope: field.slice(2), since: Number(since), reason: reason.join('|') }];
      });
    },
    closeBreaker: async (scope) => (await one({ script: CLOSE, key: KEYS.table, args: [scope] })) === 1,
    async killed() {
      const by = await table('HGET', 'kill');
      return typeof by === 'string' ? by : undefined;
    },
    async kill(by) {
      if (by === undefined) await table('HDEL', 'kill');
      else await table('HSET', 'kill', by);
    },
  };
}

function alertLedger(runner: Runner, one: (command: KeyCommand) => Promise<unknown>): AlertLedger {
  const settle = async (effect: string, fence: string, how: 'done' | 'free') => {
    await one({ script: SETTLE, key: KEYS.effect + toAscii(effect), args: [fence, how, String(DONE_TTL)] });
  };
  return {
    async claim(effects, leaseMs) {
      const fence = randomUUID();
      const replies = await runner.run(
        effects.map((effect) => ({
          name: 'SET',
          key: KEYS.effect + toAscii(effect),
          args: [fence, 'PX', String(leaseMs), 'NX', 'GET'],
        })),
      );
      return replies.map((reply): Claim => {
        const before = textOf(reply);
        if (before === undefined) return { kind: 'yours', fence };
        return before === 'done' ? { kind: 'done' } : { kind: 'held' };
      });
    },
    finish: (effect, fence) => settle(effect, fence, 'done'),
    release: (effect, fence) => settle(effect, fence, 'free'),
    async repeat(cause, { id, score, time }): Promise<Repeat> {
      const args = [toAscii(id), String(score), String(time), String(CAUSE_TTL)];
      const answer = String(await one({ script: REPEAT, key: KEYS.cause + toAscii(cause), args }));
      const [send, first = '', more = '0'] = answer.split('|');
      return { send: send === 's', repeatOf: first === '' ? null : first, more: Number(more) };
    },
    async leads(id, { copy, rank }) {
      const args = [String(rank), toAscii(copy), String(DONE_TTL)];
      return (await one({ script: LEADS, key: KEYS.rank + toAscii(id), args })) === 1;
    },
    async decide(name, text) {
      const args = [text, 'PX', String(DONE_TTL), 'NX'];
      await one({ name: 'SET', key: KEYS.decision + toAscii(name), args });
    },
    async decided(name) {
      const text = await one({ name: 'GET', key: KEYS.decision + toAscii(name) });
      return typeof text === 'string' ? text : undefined;
    },
  };
}

function admitArgs({ actionId, accountId, target, critical }: Admission, caps: Caps): readonly string[] {
  const { perAccount, perAccountDay, perHour, perRole, reserved } = caps;
  const limits = [perRole, perAccount, perAccountDay, perHour, reserved].map(String);
  return [actionId, accountId, target, critical ? '1' : '0', ...limits];
}

function admittedOf(kind: string | undefined, what = '', reason = ''): Admitted {
  if (kind === 'admitted') return { kind };
  if (kind === 'killed') return { kind, by: what };
  return { kind: 'over', scope: what, reason };
}

/** Why a server must not be acted with: one that evicts forgets caps and approvals, a replica what it is told. */
function unfitness(info: string): string | undefined {
  const { evicts, policy, role } = readInfo(info);
  if (role === 'slave') return 'the server is a replica';
  if (!evicts) return undefined;
  return `maxmemory-policy is ${policy || 'not stated'}: a full server would forget caps and approvals; set noeviction`;
}

/** Asks at most every `LOOK` ms, and gives the last answer in between. */
function nowAndThen<T>(look: () => Promise<T>): () => Promise<T> {
  let kept: { readonly at: number; readonly value: T } | undefined;
  return async () => {
    const at = performance.now();
    if (kept !== undefined && at - kept.at < LOOK) return kept.value;
    const value = await look();
    kept = { at, value };
    return value;
  };
}
