import { runSimulation } from '@cloud-copilot/iam-simulate';

/** A request as IAM sees it: whose, and, if it is signed with temporary credentials, issued when. */
export interface Asking {
  readonly userid: string;
  readonly issuedAt?: number;
}

const ALLOW = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** What an independent simulator of IAM says of a request of a principal that may do everything but for `document`. */
export async function allowed(document: string, { issuedAt, userid }: Asking): Promise<boolean> {
  const issued = issuedAt === undefined ? {} : { 'aws:TokenIssueTime': iso(issuedAt) };
  const outcome = await runSimulation(
    {
      request: {
        principal: 'arn:aws:iam::111122223333:role/somebody',
        action: 's3:GetObject',
        resource: { resource: 'arn:aws:s3:::bucket/key', accountId: '111122223333' },
        contextVariables: { 'aws:userid': userid, ...issued },
      },
      identityPolicies: [
        { name: 'work', policy: ALLOW },
        { name: 'deny', policy: JSON.parse(document) },
      ],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (outcome.resultType === 'error') throw new Error(JSON.stringify(outcome));
  const { overallResult } = outcome;
  if (overallResult !== 'Allowed' && overallResult !== 'ExplicitlyDenied') throw new Error(overallResult);
  return overallResult === 'Allowed';
}

function iso(time: number): string {
  return new Date(time).toISOString().replace('.000', '');
}
