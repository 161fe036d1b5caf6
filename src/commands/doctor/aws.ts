import { namedRegion } from '../../environment.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, clockCheck, fail, ok, warn } from './checks.ts';

/** Who the AWS caller is, in which region STS is asked, and whether our clock agrees with AWS's. */
export async function awsChecks(desk: Desk): Promise<readonly Check[]> {
  const { environment } = desk;
  const region = namedRegion(environment);
  const place =
    region === undefined
      ? warn('aws-region', 'none is set: us-east-1 is used', 'set AWS_REGION to where this runs')
      : ok('aws-region', region);
  const { assumer } = await desk.executors();
  const me = await assumer.whoAmI();
  if (me.kind === 'refused') {
    const { check, code, message } = me.diagnosis;
    return [place, fail('aws-credentials', `${code}: ${message}`, ...check)];
  }
  const { awsSkew } = await import('../../actions/aws/clock.ts');
  return [
    place,
    ok('aws-credentials', me.arn),
    clockCheck('aws-clock', 'AWS', await awsSkew(region ?? 'us-east-1')),
  ];
}

/** Whether the roles of each account can be read, through the spoke role, as a search for our policies does. */
export async function accountChecks(desk: Desk): Promise<readonly Check[]> {
  const { findOurs } = await import('../../actions/iam/find-ours.ts');
  const { accounts, bench } = await desk.executors();
  const reached = await accounts();
  const checks: Check[] = desk.config.revocation.spoke !== undefined && reached.length === 1 ? [ALONE] : [];
  for (const account of reached) {
    desk.signal.throwIfAborted();
    const found = await findOurs(bench, account);
    const { accountId } = account;
    if (found.kind === 'found') {
      checks.push(ok('account', `${accountId} is reached, and its roles can be read`));
      continue;
    }
    const { code, message } = found.failure;
    checks.push(fail('account', `${accountId}: ${code}: ${message}`, ...found.whatToDo));
  }
  return checks;
}

const ALONE = warn(
  'account',
  'revocation.spoke is set, but organisation.accounts names no other account: nothing can be ended in others',
  'list the accounts that have the spoke role under organisation.accounts',
);
