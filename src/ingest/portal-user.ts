import { get, objectAt, textAt } from './fields.ts';
import { lastPart, type Named, person } from './identities.ts';
import type { Parts } from './parts.ts';

const PORTAL = /^(?:sso|signin)\.amazonaws\.com$/;

/**
 * Identity Center's own events: until July 2025 with the user's name, under a type that says nothing; since then with
 * the user's id, and the name only where an identity provider has just vouched for it.
 */
export function portalUser(parts: Parts, type: string): Named | undefined {
  const { record, identity } = parts;
  if (type === 'IdentityCenterUser') {
    const byId = person(textAt(objectAt(identity, 'onBehalfOf'), 'userId') ?? lastPart(identity));
    const name = vouchedName(parts);
    return { ...(name === undefined ? byId : { ...person(name), unnamedKey: byId.key }), federated: true };
  }
  if (type !== 'Unknown' || textAt(identity, 'type') === undefined) return undefined;
  const name = textAt(identity, 'userName');
  return name !== undefined && PORTAL.test(textAt(record, 'eventSource', 64) ?? '')
    ? { ...person(name), federated: true }
    : undefined;
}

/** A name that was typed at a challenge proves nothing: anybody can type it. */
function vouchedName({ additional, eventName, record }: Parts): string | undefined {
  const vouched =
    eventName === 'UserAuthentication' &&
    get(additional, 'CredentialType') === 'EXTERNAL_IDP' &&
    get(objectAt(record, 'serviceEventDetails'), eventName) === 'Success';
  return vouched ? textAt(additional, 'UserName') : undefined;
}
