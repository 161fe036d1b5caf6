import type { Target } from '../event/target.ts';
import { type Millis, utc } from '../time/days.ts';

/**
 * The command that ends one issued session; without its key, every session of the role or user. Of a user always every
 * one: IAM has no condition by which a user's sessions could be told apart.
 */
export function endCommand(target: Pick<Target, 'arn' | 'kind'>, accessKeyId: string | undefined): string {
  return target.kind === 'role' && accessKeyId !== undefined
    ? `rolewarden revoke ${accessKeyId}`
    : `rolewarden revoke --${target.kind} ${target.arn}`;
}

/** The command that gives the order to end all sessions up to `until` once more: it makes the same action, under the same id. */
export function sameOrder(target: Pick<Target, 'arn' | 'kind'>, until: Millis): string {
  return `${endCommand(target, undefined)} --before ${utc(until)}`;
}
