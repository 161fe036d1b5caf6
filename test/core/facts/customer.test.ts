import { expect, it } from 'vitest';
import { isCustomerIssuer } from '../../../src/core/facts/customer.ts';

it.each([
  'cognito-identity.amazonaws.com',
  'cognito-identity.amazon.com',
  'cognito-identity-fips.us-east-1.amazonaws.com',
  'cognito-idp.eu-central-1.amazonaws.com/eu-central-1_A',
  'cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_A',
  'www.amazon.com',
  'securetoken.google.com/app',
])('anybody may sign in with %s', (issuer) => expect(isCustomerIssuer(issuer)).toBe(true));

it.each([
  'cognito-idp.evil-amazon.com',
  'cognito-identity.evilamazonaws.com',
  'cognito-idp-evil.amazonaws.com.evil.test',
  'evil.cognito-identity.amazonaws.com',
  'accounts.google.com',
])('a host that is only called so is not one: %s', (issuer) => expect(isCustomerIssuer(issuer)).toBe(false));
