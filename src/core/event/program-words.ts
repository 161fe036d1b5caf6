import type { StsEvent } from './event.ts';

/** The program that made a call, in a sentence: `aws-cli`; one whose user agent is not recognised has no name. */
export function programWords({ family }: Pick<StsEvent['client'], 'family'>): string {
  return family === 'other' ? 'an unknown program' : family;
}
