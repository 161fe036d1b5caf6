import { type ActionMode, mayWrite } from '../core/action/acting.ts';

/** The part of the `revocation` section that says how far revocations may go. */
interface Modes {
  readonly mode: ActionMode;
  readonly accounts: Readonly<Record<string, ActionMode>>;
  readonly rules: Readonly<Record<string, ActionMode>>;
}

/** Every mode in the `revocation` section: the general one first, then those of accounts and rules. */
export function modesOf({ accounts, mode, rules }: Modes): readonly ActionMode[] {
  return [...new Set([mode, ...Object.values(accounts), ...Object.values(rules)])];
}

/** Whether one of the modes can lead to a revocation, at once or after approval. */
export function isArmed(modes: readonly ActionMode[]): boolean {
  return modes.some(mayWrite);
}
