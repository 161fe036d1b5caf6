import type { Target } from '../core/target.ts';
import { REAL_TIME, type Waiting } from '../core/waiting.ts';
import { createGate, type Gate } from './gate.ts';
import type { IamAccess } from './iam-access.ts';
import { type IamFailure, iamFailure } from './iam-errors.ts';
import type { InlinePolicies } from './iam-policies.ts';
import { paced } from './paced.ts';

/** How the executors reach IAM and the clock. */
export interface ExecutorOptions {
  readonly access: IamAccess;
  readonly waiting?: Waiting;
  readonly gate?: Gate;
  /** Longest time of one call in milliseconds; five seconds if left out. */
  readonly callLimit?: number;
}

/** The same with every default filled in: shared by all executors of a process, so that they share the gate. */
export interface Bench {
  readonly access: IamAccess;
  readonly waiting: Waiting;
  readonly gate: Gate;
  readonly callLimit: number | undefined;
}

/** Fills in the defaults. */
export function createBench({ access, callLimit, gate, waiting = REAL_TIME }: ExecutorOptions): Bench {
  return { access, waiting, gate: gate ?? createGate(waiting), callLimit };
}

/** A value, or what IAM said instead. */
export type Tried<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: IamFailure };

/** Makes calls to IAM and reads what they throw. Nothing but IAM's own failures belongs inside. */
export async function tried<T>(call: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (thrown) {
    return { ok: false, failure: iamFailure(thrown) };
  }
}

/** The inline policies of a target, or why its account cannot be reached. `check`: what to look at, in order. */
export type Reached =
  | { readonly ok: true; readonly policies: InlinePolicies }
  | { readonly ok: false; readonly failure: IamFailure; readonly check: readonly string[] };

/** Opens a target's account and paces the calls to it until `deadline`. */
export async function reach(bench: Bench, target: Target, why: string, deadline: number): Promise<Reached> {
  const { access, callLimit, gate, waiting } = bench;
  const opened = await access.open(target, why);
  if (opened.kind === 'refused') {
    const { check, code, message, transient } = opened.diagnosis;
    return { ok: false, failure: { class: transient ? 'unclear' : 'permanent', code, message }, check };
  }
  return { ok: true, policies: paced(opened.clients, target, { gate, waiting, deadline, callLimit }) };
}
