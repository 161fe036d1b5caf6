/** A resource of a template, with its properties as plain values. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: unknown;
}

/** A statement of a policy, wherever in the template it stands. */
export interface Statement {
  /** The resource that holds it. */
  readonly holder: Resource;
  readonly value: unknown;
  readonly sid: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  /** As text: references are spelled out as JSON. */
  readonly resources: readonly string[];
}

export type Say = (good: boolean, fault: string) => void;

/** Follows a path of keys and indices; `undefined` where it ends. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((here, key) => {
    if (typeof here !== 'object' || here === null) return undefined;
    return Object.entries(here).find(([name]) => name === String(key))?.[1];
  }, value);
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

export function resourcesOf(template: unknown): readonly Resource[] {
  const resources = at(template, 'Resources');
  if (typeof resources !== 'object' || resources === null) return [];
  return Object.entries(resources).map(([id, value]) => ({
    id,
    type: textOf(at(value, 'Type')),
    properties: at(value, 'Properties'),
  }));
}

export const ofType = (all: readonly Resource[], type: string) => all.filter((one) => one.type === type);

/** Where documents stand, by the type of what holds them. */
const DOCUMENTS: ReadonlyMap<string, readonly (string | number)[][]> = new Map([
  ['AWS::IAM::Policy', [['PolicyDocument']]],
  ['AWS::IAM::ManagedPolicy', [['PolicyDocument']]],
  ['AWS::IAM::Role', [['Policies', 0, 'PolicyDocument']]],
]);

/** What identities may do. */
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
