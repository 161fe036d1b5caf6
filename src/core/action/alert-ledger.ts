import type { Millis } from '../time/days.ts';

/** Whether we may carry out an effect. `yours`: `fence` names our lease, which ends by itself. `held`: another has one. */
export type Claim =
  | { readonly kind: 'yours'; readonly fence: string }
  | { readonly kind: 'held' }
  | { readonly kind: 'done' };

/** What becomes of an alert whose cause has alerted before. */
export interface Repeat {
  readonly send: boolean;
  /** The finding that alerted first; null for the first, and for one that scores higher than all before it. */
  readonly repeatOf: string | null;
  /** Held back since the last alert of this cause that was sent. */
  readonly more: number;
}

/** One effect for one cause: what alerts need. Asked again for the same, it answers the same. */
export interface AlertLedger {
  /** Asks for the leases of effects: one answer for each, in order. */
  claim(effects: readonly string[], leaseMs: number): Promise<readonly Claim[]>;
  /** The effect was carried out: nobody gets it again. */
  finish(effect: string, fence: string): Promise<void>;
  /** Gives a lease back; nothing happens if it is another's by now. */
  release(effect: string, fence: string): Promise<void>;
  /** Whether an alert is sent, or held back as a repeat of its cause. */
  repeat(
    cause: string,
    alert: { readonly id: string; readonly score: number; readonly time: Millis },
  ): Promise<Repeat>;
  /** Whether a copy of a call leads: it ranks higher than what was told of it before, or is what was told. */
  leads(id: string, by: { readonly rank: number; readonly copy: string }): Promise<boolean>;
  /** Writes down what was decided, under a name; what stands there already stays. */
  decide(name: string, text: string): Promise<void>;
  /** What was decided under a name; undefined if nothing was. */
  decided(name: string): Promise<string | undefined>;
}
