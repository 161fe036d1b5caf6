import type { StsEvent } from './event.ts';
import { partitionOf } from './partition.ts';
import { type Target, targetOf } from './target.ts';

/** Managed policies of AWS: AWSCompromisedKeyQuarantine, and the same with V2, V3 and so on. */
const QUARANTINE = /:aws:policy\/AWSCompromisedKeyQuarantine/;

/** Whom AWS's quarantine policy is attached to, and which version of it; undefined of any other call. */
export function keyQuarantineOf({
  actor,
  eventName,
  touched,
}: Pick<StsEvent, 'actor' | 'eventName' | 'touched'>) {
  const policy = touched.find((name) => QUARANTINE.test(name));
  if (eventName !== 'AttachUserPolicy' || policy === undefined) return undefined;
  return { user: touched.find((name) => name !== policy) ?? actor.name, policy };
}

/** The user who is quarantined by somebody else: it is that user's keys that have leaked, not the caller's. */
export function quarantinedOther(event: StsEvent): Target | undefined {
  const { actor, recipientAccountId = actor.accountId, region } = event;
  const found = keyQuarantineOf(event);
  if (found === undefined || (actor.kind === 'user' && actor.name === found.user)) return undefined;
  return targetOf(`arn:${partitionOf(region)}:iam::${recipientAccountId}:user/${found.user}`);
}
