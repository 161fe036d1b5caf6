import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { openExecutors } from '../../src/effects/executors.ts';
import { type AwsRecorder, startAwsRecorder } from '../support/aws-recorder.ts';

let aws: AwsRecorder;
beforeAll(async () => {
  aws = await startAwsRecorder(inject('aws'));
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});

describe('openExecutors', () => {
  it('answers nothing while it is not known who we are, and asks again', async () => {
    const executors = openExecutors(parseConfig({}, 'the defaults'), { AWS_REGION: 'us-east-1' });
    const role = 'arn:aws:iam::123456789012:role/App';
    aws.answer(() => ({ status: 403, body: {} }));
    await expect(executors.isProtected()).rejects.toThrow('cannot tell who it is');
    await expect(executors.unreachable('123456789012')).rejects.toThrow('cannot tell who it is');
    aws.reset();
    expect((await executors.isProtected())(role)).toBe(false);
    expect(await executors.unreachable('123456789012')).toBeUndefined();
    expect(await executors.unreachable('210987654321')).toContain('name the spoke role');
    executors.close();
  });
});
