import type { StsEvent } from './event.ts';

/** Families that are no program's name. */
const WORDS: Readonly<Record<string, string>> = {
  other: 'an unknown program',
  browser: 'a browser',
  console: 'the console',
  service: 'an AWS service',
  'aws-internal': 'an AWS service',
};

/** The program that made a call, in a sentence: `aws-cli`. */
export function programWords({ family }: Pick<StsEvent['client'], 'family'>): string {
  return WORDS[family] ?? family;
}
