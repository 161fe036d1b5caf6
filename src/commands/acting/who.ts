import { userInfo } from 'node:os';
import { atMost } from '../../core/time/waiting.ts';
import { encodeText } from '../../report/encode.ts';
import type { Opener } from './open.ts';

/** How long AWS may take to say who we are, in milliseconds. */
const PATIENCE = 3_000;

/** Who gives the orders: the name `said`, else the AWS caller, else the user of this machine. */
export async function nameOf(said: string | undefined, open: Opener): Promise<string> {
  if (said !== undefined) return encodeText(said.trim() || 'unnamed', 200);
  const { assumer } = await open.executors();
  const me = await atMost(PATIENCE, assumer.whoAmI());
  if (me?.kind === 'known') return me.arn;
  const { username } = userInfo();
  return encodeText(isOurs(username) ? `user ${username}` : username, 200);
}

/** Whether a name is the one under which the ledger keeps what nobody decided: a person's orders must not pass for that. */
export function isOurs(name: string | undefined): boolean {
  return /^\s*rolewarden\s*(?:\(.*)?$/is.test(name ?? '');
}
