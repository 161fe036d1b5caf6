import type { Target } from '../../core/event/target.ts';
import { REAL_TIME, type Waiting } from '../../core/time/waiting.ts';
import type { Diagnosis } from '../roles/diagnosis.ts';
import type { IamAccess } from './access.ts';
import { type IamFailure, iamFailure } from './errors.ts';
import { createGate, type Gate } from './gate.ts';
import { paced } from './paced.ts';
import type { InlinePolicies } from './policies.ts';

/** How executors, which change IAM, reach IAM and the clock. */
export interface ExecutorOptions {
  readonly access: IamAccess;
  readonly waiting?: Waiting;
  /** Milliseconds that one call may take; 5,000 if left out. */
  readonly callLimit?: number;
}

/** The same with all defaults filled in. All executors of a process use one, so that they share the gate. */
export interface Bench {
  readonly access: IamAccess;
  readonly waiting: Waiting;
  readonly gate: Gate;
  readonly callLimit: number | undefined;
}

/** Fills in what was left out, real time, and adds a gate. */
export function createBench({ access, callLimit, waiting = REAL_TIME }: ExecutorOptions): Bench {
  return { access, waiting, gate: createGate(waiting), callLimit };
}

/** A value, or how IAM failed. */
export type Tried<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: IamFailure };

/**
 * Makes calls to IAM and returns what they throw as a failure. Every error counts as IAM's, so `call` must do no more.
 */
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

/** Opens a target's account, and paces the calls to it until `deadline`. `purpose` names the session in CloudTrail. */
export async function reach(
  bench: Bench,
  target: Target,
  purpose: string,
  deadline: number,
): Promise<Reached> {
  const { access, callLimit, gate, waiting } = bench;
  const opened = await access.open(target, purpose);
  if (opened.kind === 'refused') {
    return { ok: false, failure: failureOf(opened.diagnosis), check: opened.diagnosis.check };
  }
  return { ok: true, policies: paced(opened.clients, target, { gate, waiting, deadline, callLimit }) };
}

/** Turns why an account cannot be reached into a failure of the call that was to be made there. */
export function failureOf({ code, message, transient }: Diagnosis): IamFailure {
  return { class: transient ? 'unclear' : 'permanent', code, message };
}
