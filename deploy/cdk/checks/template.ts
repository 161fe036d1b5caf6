/** A resource of a template, with its properties as plain values. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: unknown;
  /** Its DeletionPolicy. */
  readonly deletion: unknown;
}

/** A statement of a policy, wherever in the template it is. */
export interface Statement {
  /** The resource whose policy it is part of. */
  readonly holder: Resource;
  readonly value: unknown;
  readonly sid: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  /** As texts; a reference is written as JSON. */
  readonly resources: readonly string[];
}

/** Reports a fault unless `good` is true. */
export type Say = (good: boolean, fault: string) => void;

/** The value at a path of keys and indices; undefined if there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((here, key) => {
    if (typeof here !== 'object' || here === null) return undefined;
    return Object.entries(here).find(([name]) => name === String(key))?.[1];
  }, value);
}

/** A list as it is, a single value as a list of one, undefined as an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** A text as it is, anything else as JSON; empty for undefined. */
export const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

export function resourcesOf(template: unknown): readonly Resource[] {
  const resources = at(template, 'Resources');
  if (typeof resources !== 'object' || resources === null) return [];
  return Object.entries(resources).map(([id, value]) => ({
    id,
    type: textOf(at(value, 'Type')),
    properties: at(value, 'Properties'),
    deletion: at(value, 'DeletionPolicy'),
  }));
}

export const ofType = (all: readonly Resource[], type: string) => all.filter((one) => one.type === type);

/** Where a resource has its policy documents, by its type. */
const DOCUMENTS: ReadonlyMap<string, readonly (string | number)[][]> = new Map([
  ['AWS::IAM::Policy', [['PolicyDocument']]],
  ['AWS::IAM::ManagedPolicy', [['PolicyDocument']]],
  ['AWS::IAM::Role', [['Policies', 0, 'PolicyDocument']]],
]);

/** The statements of all identity policies. */
export function permissionsOf(all: readonly Resource[]): readonly Statement[] {
  return all.flatMap((holder) =>
    (DOCUMENTS.get(holder.type) ?? []).flatMap((path) =>
      statementsOf(holder, at(holder.properties, ...path)),
    ),
  );
}

export function statementsOf(holder: Resource, document: unknown): readonly Statement[] {
  return listOf(at(document, 'Statement')).map((value) => ({
    holder,
    value,
    sid: textOf(at(value, 'Sid')),
    allows: at(value, 'Effect') === 'Allow',
    actions: listOf(at(value, 'Action')).map(textOf),
    resources: listOf(at(value, 'Resource')).map(textOf),
  }));
}
