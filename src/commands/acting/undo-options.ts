import { wrongUsage } from '../../core/errors.ts';
import type { ValuesOf } from '../command.ts';
import { ACTING } from './acting.ts';
import { timeOf } from './words.ts';

/** The options of `undo`. */
export const UNDO_OPTIONS = {
  ...ACTING,
  role: { type: 'string' },
  user: { type: 'string' },
  target: { type: 'string' },
  all: { type: 'boolean' },
  since: { type: 'string' },
  account: { type: 'string', multiple: true },
} as const;

type Values = ValuesOf<typeof UNDO_OPTIONS>;

/** Throws ERR_USAGE for an option that this form of the command would ignore: it would undo more, or elsewhere; and for what is no account. */
export function refuseStray({ account, all, target }: Values, ids: number): void {
  if (account !== undefined && all !== true) {
    throw wrongUsage('--account goes with --all', 'leave it out: an id or an ARN names the account');
  }
  const wrong = account?.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined)
    throw wrongUsage(`--account cannot be ${JSON.stringify(wrong)}`, 'an account id has 12 digits');
  if (target === undefined || ids === 1) return;
  const remedy = ids > 1 ? 'undo them one by one, or by --role ARN' : 'leave it out';
  throw wrongUsage('--target goes with one ACTION_ID', remedy);
}

/** What `--since` says, in ms since 1970; 0 without. Throws ERR_USAGE if it is no time, or `--all` is missing. */
export function sinceOf({ all, since }: Values): number {
  if (all !== (since !== undefined ? true : undefined)) {
    throw wrongUsage('--all and --since go together', 'for instance: rolewarden undo --all --since 1h');
  }
  return since === undefined ? 0 : timeOf('--since', since, Date.now());
}
