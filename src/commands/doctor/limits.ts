import { type Reached, reach, tried } from '../../actions/iam/bench.ts';
import { inlinePolicies } from '../../actions/iam/policies.ts';
import { digest } from '../../app.ts';
import type { Config } from '../../config/schema.ts';
import { policyName } from '../../core/action/deny-policy.ts';
import { INLINE_LIMIT } from '../../core/action/policy-room.ts';
import type { Target } from '../../core/event/target.ts';
import type { Executors } from '../../effects/executors.ts';
import { type Check, fail, ok, warn } from './checks.ts';

/** How long calls may be repeated while they are throttled (ms). */
const PATIENCE = 20_000;

/**
 * Whether IAM refuses what it has to: a policy that is too long for a role, a change to a role that AWS owns, and, with
 * a spoke role, what the session policy does not allow.
 */
export async function limitChecks(
  { bench }: Executors,
  drill: Target,
  { revocation }: Config,
): Promise<readonly Check[]> {
  const open = (target: Target) => reach(bench, target, 'drill', bench.waiting.now() + PATIENCE);
  const own = await open(drill);
  const theirs = supportRole(drill);
  const spoke = revocation.spoke?.own.includes(drill.accountId) === false;
  return [
    await oversize(own),
    await ofAws(await open(theirs)),
    ...(spoke ? [await outside(bench, drill, theirs)] : []),
  ];
}

/** A service-linked role that every account has. */
function supportRole({ accountId, partition }: Target): Target {
  const name = 'AWSServiceRoleForSupport';
  const arn = `arn:${partition}:iam::${accountId}:role/aws-service-role/support.amazonaws.com/${name}`;
  return { kind: 'role', partition, accountId, name, arn, uniqueId: undefined };
}

/** A policy that is too long. It would deny nothing: its one statement is about ids that no session has. */
function tooLong(): string {
  const nobody = Array.from(
    { length: INLINE_LIMIT.role / 20 },
    (_, at) => `NOBODY${String(at).padStart(14, '0')}`,
  );
  const condition = { StringEquals: { 'aws:userid': nobody } };
  const statement = { Effect: 'Deny', Action: '*', Resource: '*', Condition: condition };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

async function oversize(own: Reached): Promise<Check> {
  if (!own.ok) return fail('live-size', own.failure.message, ...own.check);
  const name = policyName(digest('drill|size'));
  const put = await tried(() => own.policies.put(name, tooLong()));
  const limit = `more than ${INLINE_LIMIT.role} characters of inline policies`;
  if (put.ok) {
    await tried(() => own.policies.remove(name));
    return fail(
      'live-size',
      `IAM accepted ${limit}: its limit is not the one that Rolewarden assumes`,
      'please report this',
    );
  }
  const { code, message } = put.failure;
  return code === 'LimitExceeded'
    ? ok('live-size', `IAM refuses ${limit}`)
    : warn('live-size', `cannot tell: ${code}: ${message}`, 'allow iam:PutRolePolicy on the drill role');
}

/** Asks for the removal of a policy that is not there: whatever the answer, nothing changes. */
async function ofAws(theirs: Reached): Promise<Check> {
  const gone = theirs.ok
    ? await tried(() => theirs.policies.remove(policyName(digest('drill|aws'))))
    : theirs;
  if (gone.ok)
    return warn('live-aws-role', 'cannot tell: IAM did not refuse, but there was nothing to change');
  const { code, message } = gone.failure;
  return code === 'UnmodifiableEntity' || code === 'AccessDenied'
    ? ok('live-aws-role', `a service-linked role cannot be changed: ${code}`)
    : warn('live-aws-role', `cannot tell: ${code}: ${message}`);
}

/** Tries to read another role with the spoke session that was opened for the drill role. */
async function outside({ access }: Executors['bench'], drill: Target, theirs: Target): Promise<Check> {
  const opened = await access.open(drill, 'drill');
  if (opened.kind === 'refused')
    return fail('live-spoke', opened.diagnosis.message, ...opened.diagnosis.check);
  const read = await tried(() => inlinePolicies(opened.clients, theirs).names());
  const whose = `the spoke session that was issued for ${drill.name}`;
  if (read.ok) {
    return fail(
      'live-spoke',
      `${whose} reads ${theirs.name}: its session policy does not restrict it`,
      'do not arm it',
    );
  }
  const { code, message } = read.failure;
  return code === 'AccessDenied'
    ? ok('live-spoke', `${whose} may not read ${theirs.name}`)
    : warn('live-spoke', `cannot tell: ${code}: ${message}`);
}
