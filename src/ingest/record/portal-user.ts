import { get, objectAt, textAt } from '../json/fields.ts';
import { lastPart, type Named, person } from './identities.ts';
import type { RecordParts } from './parts.ts';

const PORTAL = /^(?:sso|signin)\.amazonaws\.com$/;

/**
 * Identity Center's own events: until July 2025 with the user's name, under a type that says nothing; since then with
 * the user's id, under either type, and the name only where an identity provider has just vouched for it.
 */
export function portalUser(parts: RecordParts, type: string): Named | undefined {
  const { record, identity } = parts;
  const id = textAt(objectAt(identity, 'onBehalfOf'), 'userId');
  if (type === 'IdentityCenterUser') return byId(parts, id ?? lastPart(identity));
  if (type !== 'Unknown' || textAt(identity, 'type') === undefined) return undefined;
  if (!PORTAL.test(textAt(record, 'eventSource', 64) ?? '')) return undefined;
  const name = textAt(identity, 'userName');
  if (name !== undefined) return { ...person(name), federated: true };
  return id === undefined ? undefined : byId(parts, id);
}

function byId(parts: RecordParts, id: string): Named {
  const unnamed = person(id);
  const name = vouchedName(parts);
  const named = name === undefined ? unnamed : { ...person(name), unnamedKey: unnamed.key };
  return { ...named, federated: true };
}

/** A name that was typed at a challenge proves nothing: anybody can type it. */
function vouchedName({ additional, eventName, record }: RecordParts): string | undefined {
  const vouched =
    eventName === 'UserAuthentication' &&
    get(additional, 'CredentialType') === 'EXTERNAL_IDP' &&
    get(objectAt(record, 'serviceEventDetails'), eventName) === 'Success';
  return vouched ? textAt(additional, 'UserName') : undefined;
}
