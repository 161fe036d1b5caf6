import { describe, expect, it } from 'vitest';
import { letsIn } from '../../src/actions/provision/lets-in.ts';

const RULE = 'arn:aws:events:eu-central-1:111122223333:rule/rolewarden-sts';
const QUEUE = 'arn:aws:sqs:eu-central-1:111122223333:rolewarden';
const EVENTS = { Service: 'events.amazonaws.com' };
const base = { Effect: 'Allow', Principal: EVENTS, Action: 'sqs:SendMessage', Resource: QUEUE };
const said = (...statements: readonly object[]) =>
  letsIn(JSON.stringify({ Statement: statements }), RULE, QUEUE);
const when = (Condition: object, more: object = {}) => said({ ...base, ...more, Condition });

describe('what the policy of a queue says to a rule', () => {
  it.each([
    ['the statement that provision prints', { ArnEquals: { 'aws:SourceArn': RULE } }],
    ['one of several rules', { ArnEquals: { 'aws:SourceArn': [`${RULE}-x`, RULE] } }],
    ['every rule of the account', { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:*:111122223333:rule/*' } }],
    ['ArnEquals, which takes patterns too', { ArnEquals: { 'aws:SourceArn': `${RULE.slice(0, -3)}???` } }],
    ['the account', { StringEquals: { 'aws:SourceAccount': '111122223333' } }],
    ['TLS alone', { Bool: { 'aws:SecureTransport': true } }],
    ['a key that is there', { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } }],
  ])('lets it in: %s', (_, condition) => expect(when(condition)).toBe('yes'));

  it.each([
    ['another rule', { ArnEquals: { 'aws:SourceArn': `${RULE}-old` } }],
    ['another account', { StringEquals: { 'aws:SourceAccount': '444455556666' } }],
    [
      'a pattern where StringEquals takes none',
      { StringEquals: { 'aws:SourceArn': `${RULE.slice(0, -3)}*` } },
    ],
    [
      'one of two conditions',
      { StringEquals: { 'aws:SourceAccount': '1' }, ArnLike: { 'aws:SourceArn': RULE } },
    ],
  ])('does not: %s', (_, condition) => expect(when(condition)).toBe('no'));

  it('compares the parts of an ARN one by one, and does not judge a pattern with fewer', () => {
    const like = (pattern: string) => when({ ArnLike: { 'aws:SourceArn': pattern } });
    expect(like('arn:aws:events:*:*:rule/*')).toBe('yes');
    expect(like('arn:aws:*:111122223333:*:rule/rolewarden-sts')).toBe('no');
    expect(like('arn:aws:events:*')).toBe('unclear');
    // a text has no parts
    expect(when({ StringLike: { 'aws:SourceArn': 'arn:aws:events:*' } })).toBe('yes');
  });

  it('does not without a policy, by another service, action or queue', () => {
    expect(letsIn(undefined, RULE, QUEUE)).toBe('no');
    expect(letsIn('not JSON', RULE, QUEUE)).toBe('no');
    expect(said()).toBe('no');
    expect(said({ ...base, Principal: { Service: 's3.amazonaws.com' } })).toBe('no');
    expect(said({ ...base, Principal: { AWS: 'arn:aws:iam::111122223333:root' } })).toBe('no');
    expect(said({ ...base, Action: 'sqs:ReceiveMessage' })).toBe('no');
    expect(said({ ...base, Resource: `${QUEUE}-other` })).toBe('no');
  });

  it('does as IAM reads names and wildcards', () => {
    expect(said({ ...base, Action: ['SQS:Send*'], Resource: '*', Principal: '*' })).toBe('yes');
    expect(said({ ...base, Principal: { AWS: '*' } })).toBe('yes');
    expect(letsIn(JSON.stringify({ Statement: base }), RULE, QUEUE)).toBe('yes');
  });

  it('is denied by a statement that meets it, and not by one for calls without TLS', () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: QUEUE };
    expect(said(base, deny)).toBe('denied');
    expect(said(base, { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })).toBe('yes');
    const others = { StringNotEquals: { 'aws:SourceAccount': '111122223333' } };
    expect(said(base, { ...deny, Condition: others })).toBe('yes');
    expect(said(base, { ...deny, Condition: { ArnNotLike: { 'aws:SourceArn': `${RULE}-old` } } })).toBe(
      'denied',
    );
    const guard = { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } };
    expect(said(base, { ...deny, Condition: guard })).toBe('yes');
  });

  it('is unclear where a condition is about what only AWS knows', () => {
    const organisation = { StringEquals: { 'aws:SourceOrgID': 'o-example' } };
    expect(when(organisation)).toBe('unclear');
    expect(when({ ...organisation, ArnEquals: { 'aws:SourceArn': `${RULE}-old` } })).toBe('no');
    const deny = { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*', Condition: organisation };
    expect(said(base, deny)).toBe('unclear');
    expect(said({ Effect: 'Allow', NotPrincipal: {}, Action: '*', Resource: '*' })).toBe('unclear');
    expect(when({ DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } })).toBe('unclear');
    expect(when({ Null: { 'aws:SourceArn': 'false' } })).toBe('unclear');
  });

  it('is unclear where a policy variable decides: IAM fills it in when the call is made', () => {
    const variable = (name: string) => `$\{${name}}`;
    const account = (operator: string) => ({
      [operator]: { 'aws:SourceAccount': variable('aws:ResourceAccount') },
    });
    expect(when(account('StringEquals'))).toBe('unclear');
    const deny = { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: QUEUE };
    expect(said(base, { ...deny, Condition: account('StringNotEquals') })).toBe('unclear');
    const arn = `arn:aws:events:eu-central-1:${variable('aws:ResourceAccount')}:rule/*`;
    expect(when({ ArnLike: { 'aws:SourceArn': arn } })).toBe('unclear');
    expect(when({ ArnLike: { 'aws:SourceArn': [arn, RULE] } })).toBe('yes');
    expect(said({ ...base, Resource: `arn:aws:sqs:*:${variable('aws:PrincipalAccount')}:rolewarden` })).toBe(
      'unclear',
    );
    expect(when({ ArnLike: { 'aws:SourceArn': arn.replace('events', 's3') } })).toBe('no');
  });
});
