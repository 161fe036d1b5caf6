import { LEADS, REPEAT, SETTLE } from '../../src/baseline/redis/alert-scripts.ts';
import { ADMIT, CLOCK, CLOSE, SWAP } from '../../src/baseline/redis/ledger-scripts.ts';
import { type Script, script } from '../../src/baseline/redis/lua.ts';
import type { Runner } from '../../src/baseline/redis/runner.ts';
import type { KeyCommand, Reply } from '../../src/baseline/redis/wire.ts';
import { outside } from './job.ts';

/** A Redis of one world among many on one server: keys of its own, and a clock that the world moves. */
export interface Wire {
  readonly runner: Runner;
  /** The same without trouble: for who only looks, or pulls a switch. */
  readonly calm: Runner;
  /** For the next calls, in order: `lost` is carried out, and its answer is not heard. */
  readonly troubles: ('away' | 'lost')[];
  /** All that the world keeps there, as text: the same for the same. */
  kept(): Promise<string>;
  /** Leases that have ended by the world's clock end. */
  expire(): Promise<void>;
  /** The server forgets everything. */
  wipe(): Promise<void>;
}

const NAMES = new Map<Script, string>([
  [ADMIT, 'ADMIT'],
  [CLOCK, 'CLOCK'],
  [CLOSE, 'CLOSE'],
  [LEADS, 'LEADS'],
  [REPEAT, 'REPEAT'],
  [SETTLE, 'SETTLE'],
  [SWAP, 'SWAP'],
]);
/** Scripts as they are, but for the clock, which comes as their last two arguments. */
const TIMED = new Map(
  [...NAMES.keys()].map((one) => [
    one,
    script(one.body.replaceAll(`redis.call('TIME')`, '{ ARGV[#ARGV - 1], ARGV[#ARGV] }')),
  ]),
);

/** `lane` names the world; `visible` says which commands a schedule orders. */
export function laneOf(
  server: Runner,
  lane: string,
  how: {
    readonly now: () => number;
    readonly visible: (what: string) => boolean;
    /** Hears of every action that the caps let through. */
    readonly admitted: (actionId: string) => void;
  },
): Wire {
  const keys = new Set<string>();
  const leases = new Map<string, { readonly fence: string; readonly until: number }>();
  const troubles: Wire['troubles'] = [];
  const within = (command: KeyCommand): KeyCommand => {
    if (command.key === undefined) return command;
    const key = `${lane}:${command.key}`;
    keys.add(key);
    if (!('script' in command)) return { ...command, key };
    const now = how.now();
    const clock = [String(Math.floor(now / 1_000)), String((now % 1_000) * 1_000)];
    return {
      ...command,
      key,
      script: TIMED.get(command.script) ?? command.script,
      args: [...command.args, ...clock],
    };
  };
  const each: Runner['each'] = (command) => server.each(command);
  const ask = async (commands: readonly KeyCommand[]): Promise<readonly Reply[]> => {
    const replies = await server.run(commands.map(within));
    commands.forEach((command, at) => {
      const reply = replies[at];
      if ('script' in command && command.script === ADMIT && isAdmitted(reply)) {
        how.admitted(String(command.args[0]));
      }
      const lease =
        reply !== undefined && 'value' in reply && reply.value === null ? leaseOf(command) : undefined;
      if (lease !== undefined)
        leases.set(`${lane}:${command.key}`, { ...lease, until: how.now() + lease.ms });
    });
    return replies;
  };
  const send = async (commands: readonly KeyCommand[]): Promise<readonly Reply[]> => {
    const trouble = troubles.shift();
    if (trouble === 'away') throw new Error('Redis in trouble: not asked');
    const replies = await ask(commands);
    if (trouble === 'lost') throw new Error('Redis in trouble: no answer');
    return replies;
  };
  return {
    troubles,
    calm: { each, run: ask },
    runner: {
      each,
      run: (commands) => {
        const what = nameOf(commands[0]);
        return outside(`redis ${what}`, () => send(commands), how.visible(what));
      },
    },
    async kept() {
      const names = [...keys].sort();
      const all = await server.run(names.map((key) => ({ ...lookAt(key.slice(lane.length + 1)), key })));
      return names.map((name, at) => `${name.slice(lane.length)} ${JSON.stringify(all[at])}`).join('\n');
    },
    async expire() {
      for (const [key, { fence, until }] of leases) {
        if (until > how.now()) continue;
        leases.delete(key);
        const [held] = await server.run([{ name: 'GET', key }]);
        if (held !== undefined && 'value' in held && held.value === fence)
          await server.run([{ name: 'DEL', key }]);
      }
    },
    async wipe() {
      if (keys.size > 0) await server.run([...keys].map((key) => ({ name: 'DEL', key })));
      keys.clear();
      leases.clear();
    },
  };
}

function isAdmitted(reply: Reply | undefined): boolean {
  return (
    reply !== undefined && 'value' in reply && Array.isArray(reply.value) && reply.value[0] === 'admitted'
  );
}

/** A claim, if the command is one. */
function leaseOf(command: KeyCommand): { readonly fence: string; readonly ms: number } | undefined {
  if ('script' in command || command.name !== 'SET') return undefined;
  const [fence = '', , ms, , get] = command.args ?? [];
  return get === 'GET' ? { fence, ms: Number(ms) } : undefined;
}

function nameOf(command: KeyCommand | undefined): string {
  if (command === undefined) return 'nothing';
  if ('script' in command) return NAMES.get(command.script) ?? 'script';
  return `${command.name} ${command.key ?? ''}`;
}

/** The command that reads all of a key. */
function lookAt(key: string): { readonly name: string; readonly args?: readonly string[] } {
  if (/^rw:(?:caps$|owed$|k:)/.test(key)) return { name: 'HGETALL' };
  return key === 'rw:actions' ? { name: 'ZRANGE', args: ['0', '-1', 'WITHSCORES'] } : { name: 'GET' };
}
