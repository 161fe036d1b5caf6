import type { AlertWriter } from './alert-json.ts';
import { toOcsf } from './ocsf.ts';

/** Writes alerts as OCSF Detection Findings; `more` and `left_out` are under `unmapped`. */
export function createOcsfWriter(product: Parameters<typeof toOcsf>[1]): AlertWriter {
  return ({ finding, more }, leftOut) =>
    toOcsf(finding, product, { more, ...(leftOut.length === 0 ? {} : { left_out: leftOut }) }).trimEnd();
}
