import { stepsOf } from './alert-actions.ts';
import type { AlertWriter } from './alert-json.ts';
import { toOcsf } from './ocsf.ts';

/** Makes a writer of alerts as OCSF Detection Findings, with `more` and `left_out` under `unmapped`. */
export function createOcsfWriter(product: Parameters<typeof toOcsf>[1]): AlertWriter {
  return (alert, leftOut) => {
    const cut = leftOut.length === 0 ? {} : { left_out: leftOut };
    return toOcsf(alert.finding, product, { more: alert.more, ...cut }, stepsOf(alert)).trimEnd();
  };
}
