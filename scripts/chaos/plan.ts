import { parseArgs } from 'node:util';
import type { Fault, Script } from '../../test/support/aws-faults.ts';
import { randomOf } from '../random.ts';

/** How large a run is, and the seed of everything in it that is drawn. */
export interface Options {
  readonly seed: number;
  readonly events: number;
  readonly kills: number;
  readonly losses: number;
  readonly json: boolean;
}

/** The run whose result is published: what is not given on the command line is this. */
export const FULL: Options = { seed: 1, events: 10_000, kills: 20, losses: 5, json: false };

/** What a kill waits for: nothing, or the worker's next call of that action, which AWS still carries out. */
export type Trigger = 'now' | 'PutRolePolicy' | 'GetRolePolicy' | 'Publish';

/** Something that is done to the run when so much of the queue is gone. */
export interface Blow {
  readonly at: number;
  readonly kind: 'kill' | 'loss';
  readonly worker: number;
  readonly trigger: Trigger;
  /** How long Redis stays away, in milliseconds. */
  readonly away: number;
}

/** How many processes judge and act at the same time. */
export const WORKERS = 2;
const TRIGGERS: readonly Trigger[] = ['now', 'PutRolePolicy', 'GetRolePolicy', 'Publish'];

/** Reads the command line. Throws for an option that is not known, or is not a number. */
export function optionsOf(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const options = { seed: text, events: text, kills: text, losses: text, json: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const number = (name: 'seed' | 'events' | 'kills' | 'losses') => {
    const value = Number(values[name] ?? FULL[name]);
    if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number`);
    return value;
  };
  return {
    seed: number('seed'),
    events: number('events'),
    kills: number('kills'),
    losses: number('losses'),
    json: values.json ?? false,
  };
}

/** When workers die and Redis is emptied: the same for the same seed. */
export function blowsOf({ kills, losses, seed }: Options): readonly Blow[] {
  const random = randomOf(seed ^ 0x5eed);
  const draw = (kind: Blow['kind']): Blow => ({
    at: 0.02 + random() * 0.9,
    kind,
    worker: Math.floor(random() * WORKERS),
    trigger: TRIGGERS[Math.floor(random() * TRIGGERS.length)] ?? 'now',
    away: Math.round(100 + random() * 1_900),
  });
  const all = [
    ...Array.from({ length: kills }, () => draw('kill')),
    ...Array.from({ length: losses }, () => draw('loss')),
  ];
  return all.sort((a, b) => a.at - b.at);
}

/** The share of calls that each fault meets; together about a quarter of all. */
const SHARES: readonly (readonly [Fault, number])[] = [
  ['throttle', 0.08],
  ['500', 0.03],
  ['503', 0.02],
  ['then-reset', 0.08],
  ['hang', 0.015],
];
const BROKEN = new Set(['PutRolePolicy', 'GetRolePolicy', 'Publish', 'AssumeRole', 'GetCallerIdentity']);

/** AWS as it is on a bad day. */
export const badDay: Script = ({ action, random }) => {
  if (!BROKEN.has(action)) return undefined;
  let drawn = random();
  for (const [fault, share] of SHARES) {
    if (drawn < share) return fault;
    drawn -= share;
  }
  return undefined;
};
