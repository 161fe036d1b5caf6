import type { Finding } from '../core/finding/finding.ts';
import { encodeJson } from './encode.ts';

/** A finding as a line of JSON that is safe to show on a terminal, with its keys in the order of the schema. */
export function toNdjson(finding: Finding): string {
  return `${encodeJson(finding)}\n`;
}
