import { fieldOf, jsonIn } from '../../core/text/json.ts';

/** What a policy says: `unclear` if it turns on a condition or a policy variable that cannot be judged from here. */
export type LetIn = 'yes' | 'no' | 'denied' | 'unclear';

/** True, false, or undefined: it depends on what is not known here. */
type Match = boolean | undefined;

const SERVICE = 'events.amazonaws.com';
const SEND = 'sqs:SendMessage';
/** A policy variable: IAM puts a value of the request in its place. */
const VARIABLE = /\$\{[^}]*\}/g;

/**
 * Whether the policy of a queue lets EventBridge send for one rule. EventBridge calls as a service, over TLS, with the
 * rule's ARN as `aws:SourceArn` and its account as `aws:SourceAccount`. Without a policy nobody is let in.
 */
export function letsIn(policy: string | undefined, rule: string, queue: string): LetIn {
  const stated = fieldOf(jsonIn(policy ?? ''), 'Statement');
  const statements = (Array.isArray(stated) ? stated : [stated]).map((statement) => ({
    effect: fieldOf(statement, 'Effect'),
    match: matches(statement, rule, queue),
  }));
  const of = (wanted: string, match: Match) =>
    statements.some((statement) => statement.effect === wanted && statement.match === match);
  if (of('Deny', true)) return 'denied';
  if (of('Allow', true)) return of('Deny', undefined) ? 'unclear' : 'yes';
  return of('Allow', undefined) ? 'unclear' : 'no';
}

function matches(statement: unknown, rule: string, queue: string): Match {
  return all([
    ofElement(statement, 'Principal', isEvents),
    ofElement(statement, 'Action', (value) => anyLike(value, SEND, 'i')),
    ofElement(statement, 'Resource', (value) => anyLike(value, queue)),
    ofConditions(fieldOf(statement, 'Condition'), rule),
  ]);
}

function ofElement(statement: unknown, name: string, judge: (value: unknown) => Match): Match {
  return fieldOf(statement, `Not${name}`) === undefined ? judge(fieldOf(statement, name)) : undefined;
}

function isEvents(principal: unknown): boolean {
  if (principal === '*') return true;
  return (
    listed(fieldOf(principal, 'Service')).includes(SERVICE) || listed(fieldOf(principal, 'AWS')).includes('*')
  );
}

function ofConditions(conditions: unknown, rule: string): Match {
  const known: ReadonlyMap<string, string> = new Map([
    ['aws:sourcearn', rule],
    ['aws:sourceaccount', rule.split(':')[4] ?? ''],
    ['aws:securetransport', 'true'],
    ['aws:principalisawsservice', 'true'],
    ['aws:principalservicename', SERVICE],
  ]);
  return all(
    entries(conditions).flatMap(([operator, keys]) =>
      entries(keys).map(([key, values]) => compared(operator, known.get(key.toLowerCase()), values)),
    ),
  );
}

function compared(operator: string, is: string | undefined, values: unknown): Match {
  const [, kind, not, how] =
    /^(?:ForA\w+:)?(String|Arn|Bool)(Not)?(Equals|EqualsIgnoreCase|Like)?(?:IfExists)?$/.exec(operator) ?? [];
  if (is === undefined || kind === undefined || (kind !== 'Bool' && how === undefined)) return undefined;
  const flags = kind === 'Bool' || how === 'EqualsIgnoreCase' ? 'i' : '';
  const same = () => any(listed(values).map((value) => fits(value.split(VARIABLE).map(escaped), is, flags)));
  const text = () => (how === 'Like' ? anyLike(values, is) : same());
  const found = kind === 'Arn' ? anyArn(values, is) : text();
  return not === undefined || found === undefined ? found : !found;
}

/** IAM compares the six parts of an ARN one by one. A pattern with fewer is not judged. */
function anyArn(patterns: unknown, arn: string): Match {
  const is = partsOf(arn);
  const found = listed(patterns).map((pattern): Match => {
    const parts = partsOf(pattern.replaceAll(VARIABLE, (variable) => variable.replaceAll(':', '')));
    return parts.length < is.length ? undefined : all(parts.map((part, at) => anyLike(part, is[at] ?? '')));
  });
  return any(found);
}

/** The last part may have colons of its own. */
function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function all(found: readonly Match[]): Match {
  if (found.includes(false)) return false;
  return found.includes(undefined) ? undefined : true;
}

function any(found: readonly Match[]): Match {
  if (found.includes(true)) return true;
  return found.includes(undefined) ? undefined : false;
}

/** Whether one of the patterns, with * and ?, is for this text. */
function anyLike(patterns: unknown, text: string, flags = ''): Match {
  const widened = (piece: string) =>
    escaped(piece)
      .replaceAll(/(?:\\\*)+/g, '.*')
      .replaceAll('\\?', '.');
  return any(listed(patterns).map((pattern) => fits(pattern.split(VARIABLE).map(widened), text, flags)));
}

/** Whether a text fits the pieces around a pattern's variables. If there are any, what fits only may match. */
function fits(pieces: readonly string[], text: string, flags: string): Match {
  if (!new RegExp(`^${pieces.join('.*')}$`, flags).test(text)) return false;
  return pieces.length > 1 ? undefined : true;
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function listed(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined).map(String);
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
