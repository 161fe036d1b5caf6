import { SEEN } from '../history/habit.ts';
import type { OrganisationView } from './facts.ts';

/**
 * Whether an OIDC provider, or a service that takes roles for holders of certificates, was used on three days of a week or
 * more. One day says nothing: who has made a provider first takes a role of their own through it.
 */
export function isUsedForDays(issuer: string, { view }: OrganisationView): boolean {
  return view('issuer', issuer).knows('seen', SEEN);
}
