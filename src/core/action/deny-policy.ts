import { fieldOf, jsonIn } from '../text/json.ts';
import { type Millis, utc } from '../time/days.ts';
import type { Intent } from './intent.ts';

/** Every policy of ours is named so, and only such a name is ever written or deleted. */
export const POLICY_PREFIX = 'rolewarden-';
/** The form of an action's id. */
export const ACTION_ID = /^[0-9a-f]{16}$/;
const OUR_NAME = /^rolewarden-([0-9a-f]{16})$/;
const OUR_SID = /^Rolewarden([0-9a-f]{16})$/;

/** What one of our documents denies; with the scope `role` every session issued up to `until`, of a user as well. */
export type Deny =
  | { readonly scope: 'session'; readonly userid: string; readonly from: Millis; readonly until: Millis }
  | { readonly scope: 'role'; readonly until: Millis };

/** `rolewarden-<actionId>`. */
export function policyName(actionId: string): string {
  return `${POLICY_PREFIX}${actionId}`;
}

/** The action id in a policy's name, or undefined for a name that is not ours. */
export function actionIdOf(name: string): string | undefined {
  return OUR_NAME.exec(name)?.[1];
}

/** What an intent denies, without whom it is for. */
export function denyOf(intent: Intent): Deny {
  const { until } = intent;
  return intent.scope === 'role'
    ? { scope: 'role', until }
    : { scope: 'session', userid: intent.userid, from: intent.from, until };
}

/** The policy document of an intent: the same intent gives the same text, byte for byte. */
export function denyPolicy(intent: Intent): string {
  return denyDocument(intent.actionId, denyOf(intent));
}

/** The document of a deny. Only StringEquals and two date bounds: nothing in it can match by pattern. */
export function denyDocument(actionId: string, deny: Deny): string {
  const until = { DateLessThanEquals: { 'aws:TokenIssueTime': utc(deny.until) } };
  const condition =
    deny.scope === 'role'
      ? until
      : {
          StringEquals: { 'aws:userid': deny.userid },
          DateGreaterThanEquals: { 'aws:TokenIssueTime': utc(deny.from) },
          ...until,
        };
  const sid = `Rolewarden${actionId}`;
  const statement = { Sid: sid, Effect: 'Deny', Action: '*', Resource: '*', Condition: condition };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/**
 * Reads a document that stands under a name of ours. Undefined unless it is, white space aside, exactly what we
 * would have written under that name: then it is somebody else's and never touched.
 */
export function readDeny(name: string, document: string): Deny | undefined {
  const actionId = actionIdOf(name);
  const [statement] = listOf(fieldOf(jsonIn(document), 'Statement'));
  if (actionId === undefined || OUR_SID.exec(textOf(fieldOf(statement, 'Sid')))?.[1] !== actionId) {
    return undefined;
  }
  const deny = readCondition(fieldOf(statement, 'Condition'));
  const same = deny !== undefined && sameDocument(denyDocument(actionId, deny), document);
  return same ? deny : undefined;
}

/** Whether every session that `inner` denies is denied by `outer`, too. */
export function covers(outer: Deny, inner: Deny): boolean {
  if (outer.scope === 'role') return inner.until <= outer.until;
  return (
    inner.scope === 'session' &&
    inner.userid === outer.userid &&
    outer.from <= inner.from &&
    inner.until <= outer.until
  );
}

/** Whether two documents differ in white space at most. Ours hold none that means anything. */
export function sameDocument(a: string, b: string): boolean {
  return a.replaceAll(/\s/g, '') === b.replaceAll(/\s/g, '');
}

/** A document's size as IAM counts it: white space is not counted. */
export function sizeOf(document: string): number {
  return document.replaceAll(/\s/g, '').length;
}

function readCondition(condition: unknown): Deny | undefined {
  const at = (operator: string) =>
    Date.parse(textOf(fieldOf(fieldOf(condition, operator), 'aws:TokenIssueTime')));
  const userid = fieldOf(fieldOf(condition, 'StringEquals'), 'aws:userid');
  const until = at('DateLessThanEquals');
  if (Number.isNaN(until)) return undefined;
  if (userid === undefined) return { scope: 'role', until };
  const from = at('DateGreaterThanEquals');
  return typeof userid !== 'string' || Number.isNaN(from)
    ? undefined
    : { scope: 'session', userid, from, until };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
