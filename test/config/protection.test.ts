import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { protection } from '../../src/config/revocation-rules.ts';

const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const isProtected = (roles: unknown, name: string) =>
  protection(parseConfig({ roles }, 'the test'), [])(arn(name));

it('never touches what is an emergency role, by the list or by its name', () => {
  expect(isProtected({}, 'break-glass-admin')).toBe(true);
  expect(isProtected({ breakGlass: [arn('pegasus')] }, 'pegasus')).toBe(true);
  expect(isProtected({ breakGlass: [arn('pegasus')] }, 'break-glass-admin')).toBe(true);
  expect(isProtected({ breakGlass: [] }, 'break-glass-admin')).toBe(true);
  expect(isProtected({}, 'deploy')).toBe(false);
});

it('touches one that only sounds like it, once that is said', () => {
  const ordinary = [arn('emergency-dispatch-api')];
  expect(isProtected({ ordinary }, 'emergency-dispatch-api')).toBe(false);
  expect(isProtected({ ordinary, breakGlass: ordinary }, 'emergency-dispatch-api')).toBe(true);
  expect(isProtected({ ordinary }, 'break-glass-admin')).toBe(true);
});

it('never touches the role that it takes in other accounts, nor its own', () => {
  const spoke = { roleArn: 'arn:{partition}:iam::{account}:role/ops/rolewarden-spoke' };
  const never = protection(parseConfig({ revocation: { spoke } }, 'the test'), [arn('rolewarden-hub')]);
  expect(['rolewarden-spoke', 'rolewarden-hub', 'deploy'].map((name) => never(arn(name)))).toEqual([
    true,
    true,
    false,
  ]);
});
