import { RolewardenError, reasonOf } from '../../core/errors.ts';

const PERMISSION = /AccessDenied|AuthorizationError|NotAuthorized|Forbidden/;
const MISSING = /NotFound|NoSuch/;

/** The error of a sink (ERR_SINK): which one, what it said, what to do. Foreign text in `said` must be `printable`. */
export function sinkError(name: string, said: string, remedy: string, cause?: unknown): RolewardenError {
  return new RolewardenError('ERR_SINK', `the sink ${printable(name, 80)} failed: ${said}`, remedy, {
    cause,
  });
}

/** The error of a sink's call to AWS. A RolewardenError is returned as it is. */
export function awsError(name: string, target: string, thrown: unknown): RolewardenError {
  if (thrown instanceof RolewardenError) return thrown;
  const code = thrown instanceof Error ? thrown.name : 'Error';
  const said = `${target} answered ${printable(code, 80)}: ${printable(reasonOf(thrown), 300)}`;
  return sinkError(name, said, remedyFor(code, target), thrown);
}

/** What to do about an error code of AWS. */
export function remedyFor(code: string, target: string): string {
  if (PERMISSION.test(code)) return `allow Rolewarden’s role to write to ${target}`;
  if (MISSING.test(code)) return `check that ${target} exists in that account and region`;
  return `check that ${target} can be reached; the alert is kept and sent again`;
}

/** Makes foreign text fit for an error: printable ASCII only, and at most `most` characters. */
export function printable(text: string, most: number): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, most);
}
