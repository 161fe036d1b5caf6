import { HTTP } from '../actions/aws/settings.ts';

/** Short limits: what failed is tried again, while a call that hangs delays all others. */
export const CLIENT = { maxAttempts: 3, requestHandler: HTTP } as const;

/** The setting of a client for a region; none leaves the choice to the environment. */
export function inRegion(region: string | undefined): { readonly region?: string } {
  return region === undefined ? {} : { region };
}
