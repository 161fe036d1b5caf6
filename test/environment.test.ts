import { expect, it } from 'vitest';
import { resolveSecret } from '../src/config/secrets.ts';
import { regionOf, s3Endpoint, variable } from '../src/environment.ts';

it('takes an empty variable for one that is not set', () => {
  expect(variable({ A: '', B: 'b' }, 'A', 'B')).toBe('b');
  expect(variable({ A: '' }, 'A')).toBeUndefined();
  expect(regionOf({ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-central-1' })).toBe('eu-central-1');
  expect(regionOf({ AWS_REGION: '' })).toBe('us-east-1');
  expect(s3Endpoint({ AWS_ENDPOINT_URL_S3: '', AWS_ENDPOINT_URL: '' })).toEqual({});
  expect(() => resolveSecret(`\${env:A}`, 'alerts.0.url', { A: '' })).toThrow('A, which is empty');
  expect(() => resolveSecret(`\${env:B}`, 'alerts.0.url', {})).toThrow('B, which is not set');
});
