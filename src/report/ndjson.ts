import type { Finding } from '../core/finding.ts';
import { encodeJson } from './encode.ts';

/** One finding as one line, keys in schema order; safe to show on a terminal. */
export function toNdjson(finding: Finding): string {
  return `${encodeJson(finding)}\n`;
}
