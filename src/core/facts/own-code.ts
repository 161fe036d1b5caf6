import type { StsEvent } from '../event/event.ts';
import { keptOf, ownerOf } from '../event/numbered.ts';
import { SEEN } from '../history/habit.ts';
import type { Facts } from './facts.ts';

/**
 * Whether the caller is code of the organisation by its OIDC token: a pod of a cluster that others here use, or a pipeline
 * of an owner that others here have at a provider that they use. Both must have been known for days: of an issuer or
 * owner of yesterday the other may be the thief, too.
 */
export function isOwnCode({ federation }: StsEvent, { organisation }: Facts): boolean {
  const { issuer, kind, parsed } = federation ?? {};
  if (kind !== 'oidc' || issuer === undefined || parsed === undefined) return false;
  const known = (dimension: 'issuer' | 'owner', value: string) =>
    organisation.used(dimension, value) && organisation.view(dimension, value).knows('seen', SEEN);
  if (!known('issuer', issuer)) return false;
  if (parsed.kind === 'kubernetes') return true;
  const owner = ownerOf(parsed);
  return owner !== undefined && keptOf(owner).every((one) => known('owner', `${parsed.kind}/${one}`));
}
