import type { Trust, Trusted } from '../../core/event/trust.ts';
import { glob } from '../../core/text/glob.ts';
import { get, objectAt, textAt } from '../json/fields.ts';
import type { RecordParts } from './parts.ts';
import { part } from './policy.ts';
import { issuerOf } from './subject.ts';
import { demandsOf, demandsOfDeny, type Held, textsOf } from './trust-conditions.ts';
import { tenantsOf } from './trust-issuers.ts';

/** The calls of IAM that give a role its trust policy, with the parameter that holds it. */
const DOCUMENTS: ReadonlyMap<string, string> = new Map([
  ['UpdateAssumeRolePolicy', 'policyDocument'],
  ['CreateRole', 'assumeRolePolicyDocument'],
]);
const ASSUMES = ['sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity'];
const EVERYBODY: Trusted = { kind: 'everybody', name: '', owner: undefined, subject: undefined };
/** Statements that are read, and those let in that are kept. */
const STATEMENTS = 100;
const MOST = 20;

/**
 * Whom a call lets into a role. Kept are accounts, issuers and their tenants: neither the document, which may hold an
 * external id, nor what it says of AWS's services, which assume a role for somebody in the account.
 */
export function trustOf({ record, eventName, asked }: RecordParts): Trust | undefined {
  const field = DOCUMENTS.get(eventName);
  const roleName = textAt(asked, 'roleName', 64);
  if (
    field === undefined ||
    roleName === undefined ||
    textAt(record, 'eventSource') !== 'iam.amazonaws.com'
  ) {
    return undefined;
  }
  const statement = part(objectAt(asked, field), 'statement');
  const all = (Array.isArray(statement) ? statement : [statement]).slice(0, STATEMENTS);
  const denied = all
    .filter((one) => part(one, 'effect') === 'Deny' && assumes(one))
    .flatMap((one) => demandsOfDeny(part(one, 'condition')));
  const lets = all
    .filter((one) => part(one, 'effect') === 'Allow' && assumes(one))
    .flatMap((one) => letIn(one, [...demandsOf(part(one, 'condition')), ...denied]));
  const distinct = new Map(lets.map((one) => [JSON.stringify(one), one]));
  return { roleName, lets: [...distinct.values()].slice(0, MOST) };
}

/** Whether a statement is about assuming the role; one with `NotAction` is about nearly everything. */
function assumes(statement: unknown): boolean {
  if (part(statement, 'notaction') !== undefined) return true;
  return textsOf(part(statement, 'action')).some((action) => {
    const matches = glob(action.toLowerCase());
    return ASSUMES.some(matches);
  });
}

function letIn(statement: unknown, demands: readonly Held[]): readonly Trusted[] {
  const principal = part(statement, 'principal');
  if (part(statement, 'notprincipal') !== undefined || principal === '*') return ofEverybody(demands);
  return [
    ...textsOf(get(principal, 'AWS')).flatMap((one) =>
      one === '*' ? ofEverybody(demands) : ofAccount(one, demands),
    ),
    ...textsOf(get(principal, 'Federated')).flatMap((one) => tenantsOf(issuerOf(one) ?? one, demands)),
  ];
}

/** Of all who have an AWS account, those of whom the conditions hold. */
function ofEverybody(demands: readonly Held[]): readonly Trusted[] {
  const narrowed = demands.filter(({ lacking }) => !lacking).flatMap((one) => narrowedBy(one) ?? []);
  return narrowed[0]?.lets ?? [EVERYBODY];
}

/** An account that is let in as a whole, or by one of its principals. */
function ofAccount(principal: string, demands: readonly Held[]): readonly Trusted[] {
  const id = accountIn(principal);
  const sameOrganisation = demands.some((one) => ORGANISATION.test(one.key) && narrowedBy(one) !== undefined);
  return id === undefined || sameOrganisation ? [] : [accountOf(id)];
}

const ORGANISATION = /^aws:principalorg(?:id|paths)$/;

/**
 * Whom a condition leaves, if it says who the caller is. An external id does not: whoever knows it is in. Nor do
 * addresses, and tags, which everybody may give to principals of their own.
 */
function narrowedBy({ key, values }: Held): { readonly lets: readonly Trusted[] } | undefined {
  if (values.length === 0) return undefined;
  if (ORGANISATION.test(key)) {
    return values.some((value) => /^(?:o-)?[*?]/.test(value)) ? undefined : { lets: [] };
  }
  if (key === 'aws:userid') return values.some((value) => /^[*?]/.test(value)) ? undefined : { lets: [] };
  if (key !== 'aws:principalaccount' && key !== 'aws:principalarn') return undefined;
  const ids = values.map(accountIn);
  const known = ids.flatMap((id) => (id === undefined ? [] : [accountOf(id)]));
  return known.length < ids.length ? undefined : { lets: known };
}

function accountOf(id: string): Trusted {
  return { kind: 'account', name: id, owner: undefined, subject: undefined };
}

/** The account of a principal: its id alone, or an ARN. A principal that was deleted has neither. */
function accountIn(principal: string): string | undefined {
  return /^(?:arn:[a-z*-]{3,20}:(?:iam|sts|\*)::)?(\d{12})(?::|$)/.exec(principal)?.[1];
}
