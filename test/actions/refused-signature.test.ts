import { describe, expect, it } from 'vitest';
import { iamFailure } from '../../src/actions/iam/errors.ts';
import { diagnose, diagnoseCaller } from '../../src/actions/roles/diagnosis.ts';
import { awsError } from '../../src/actions/sinks/failure.ts';
import { faultOf } from '../../src/core/errors.ts';
import { failureOf } from '../../src/feeds/s3/failures.ts';

/** As AWS words it, but for the length of what comes before the token. */
const thrown = Object.assign(
  new Error(
    "The request signature we calculated does not match.\n\nThe Canonical String for this request should have been\n'POST\n/\n\nx-amz-security-token:hidden\n",
  ),
  { name: 'SignatureDoesNotMatch' },
);
const asked = {
  roleArn: 'arn:aws:iam::111122223333:role/rolewarden-spoke',
  region: 'us-east-1',
  externalId: true,
  policy: true,
  tags: false,
  sourceIdentity: false,
};

describe('what AWS says of a wrong signature repeats the whole request, with the session token', () => {
  it.each([
    ['IAM', () => iamFailure(thrown).message],
    ['STS', () => diagnose(thrown, asked).message],
    ['STS, of the caller', () => diagnoseCaller(thrown, 'us-east-1').message],
    ['a sink', () => awsError('sns', 'arn:aws:sns:us-east-1:111122223333:t', thrown).message],
    ['a line of the log', () => faultOf(thrown).reason],
    ['S3', () => failureOf(thrown, { step: 'read', bucket: 'b', key: 'k' }).message],
  ])('only what comes before is told: %s', (_, said) => {
    expect(said()).toContain('The request signature we calculated does not match.');
    expect(said()).not.toContain('hidden');
  });
});
