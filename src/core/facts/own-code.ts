import type { StsEvent } from '../event/event.ts';
import { keptOf, ownerOf } from '../event/numbered.ts';
import type { Facts } from './facts.ts';

/**
 * Whether the caller is code of the organisation by its OIDC token: a pod of a cluster that others here use, or a pipeline
 * of an owner that others here have at a provider that they use.
 */
export function isOwnCode({ federation }: StsEvent, { organisation }: Facts): boolean {
  const { issuer, kind, parsed } = federation ?? {};
  if (kind !== 'oidc' || issuer === undefined || parsed === undefined) return false;
  if (!organisation.used('issuer', issuer)) return false;
  if (parsed.kind === 'kubernetes') return true;
  const owner = ownerOf(parsed);
  return (
    owner !== undefined && keptOf(owner).every((one) => organisation.used('owner', `${parsed.kind}/${one}`))
  );
}
