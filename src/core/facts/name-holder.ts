import type { StsEvent } from '../event/event.ts';

/** Before the key of a user who does not show to be a person. */
const MACHINE = 'machine:';

/**
 * As whom an actor holds its name. A user of whom the record shows no person holds it as a machine: many people call
 * their sessions as the user of their pipeline is called, by the configuration that both share (ADR 0067).
 */
export function nameHolder(event: StsEvent): string {
  const { key, kind } = event.actor;
  return kind === 'user' && !isShownAsPerson(event) ? `${MACHINE}${key}` : key;
}

/** MFA, a sign-in, or the screen or desk of a person. Whoever claims one makes the name count for more, not for less. */
export function isShownAsPerson({ actor, client, name, request, signInMfa }: StsEvent): boolean {
  const { family, os } = client;
  if (actor.mfa === true || signInMfa === true || request.mfaSerial !== undefined) return true;
  if (name === 'ConsoleLogin' || family === 'browser' || family === 'console') return true;
  return os === 'macos' || (os === 'windows' && family === 'aws-cli');
}

/** Who holds a name: their keys, and whether each showed to be a person. */
export function holdersOfName(holders: readonly string[]): {
  readonly keys: readonly string[];
  readonly people: readonly string[];
} {
  return {
    keys: holders.map(keyOfHolder),
    people: holders.filter((holder) => !holder.startsWith(MACHINE)),
  };
}

/** The key of the actor that holds a value of the organisation. */
export function keyOfHolder(holder: string): string {
  return holder.startsWith(MACHINE) ? holder.slice(MACHINE.length) : holder;
}

/** The name in an actor's key: the address in `person:<address>`, the last part of a user's ARN. */
export function nameInKey(key: string): string {
  const text = key.slice(key.indexOf(':') + 1);
  return text.startsWith('arn:') ? (text.split('/').at(-1) ?? text) : text;
}

/** Whether two names may be one person's, as `dave`, `dave.admin` and `dave@…` are. */
export function areRelated(a: string, b: string): boolean {
  const local = (name: string) => name.toLowerCase().split('@')[0] ?? '';
  const one = local(a);
  const two = local(b);
  return one === two || (one.length >= 3 && two.includes(one)) || (two.length >= 3 && one.includes(two));
}
