import { IAMClient, type ServiceOutputTypes } from '@aws-sdk/client-iam';
import type { Access, IamAccess } from '../../src/actions/iam/access.ts';
import type { Target } from '../../src/core/event/target.ts';
import { outside } from './job.ts';

/** What the next call to IAM meets: `lost` is carried out, and its answer is not heard. */
export type IamTrouble = 'refused' | 'failed' | 'lost';

/** A role as IAM has it. */
export interface FakeRole {
  readonly target: Target;
  readonly tags: Readonly<Record<string, string>>;
  readonly policies: Map<string, string>;
}

/** IAM in memory, behind the SDK's clients: their calls are answered before anything is sent. */
export interface FakeIam {
  readonly roles: ReadonlyMap<string, FakeRole>;
  readonly access: IamAccess;
  /** For the next calls, in order. */
  readonly troubles: IamTrouble[];
}

/** What the model hears of every write that IAM carries out. */
export type Heard = (write: {
  readonly role: FakeRole;
  readonly name: string;
  /** Undefined: it was removed. */
  readonly document: string | undefined;
}) => void;

const METADATA = { $metadata: {} };

/** Starts with these roles, without policies. `visible`: which calls a schedule orders. */
export function fakeIam(
  roles: readonly Pick<FakeRole, 'target' | 'tags'>[],
  heard: Heard,
  visible: (what: string) => boolean,
): FakeIam {
  const all = new Map(roles.map((role) => [role.target.name, { ...role, policies: new Map() }]));
  const troubles: IamTrouble[] = [];
  const answer = async (command: string, input: object): Promise<ServiceOutputTypes> => {
    const trouble = troubles.shift();
    if (trouble === 'refused') throw failure('AccessDenied', 403);
    if (trouble === 'failed') throw failure('ServiceFailure', 500);
    const said = carriedOut(all, command, input, heard);
    if (trouble === 'lost') throw failure('ServiceFailure', 500);
    return said;
  };
  const client = new IAMClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  });
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => ({
        response: {},
        output: await outside(`iam ${commandName}`, () => answer(commandName, input), visible(commandName)),
      }),
    { step: 'initialize', priority: 'high', name: 'inMemory' },
  );
  const open = async (): Promise<Access> => ({ kind: 'clients', clients: { reads: client, writes: client } });
  return {
    roles: all,
    troubles,
    access: { open, openAccount: open, forget: () => {}, close: () => client.destroy() },
  };
}

function carriedOut(
  roles: ReadonlyMap<string, FakeRole>,
  command: string,
  input: object,
  heard: Heard,
): ServiceOutputTypes {
  const role = roles.get(textIn(input, 'RoleName'));
  const name = textIn(input, 'PolicyName');
  if (role === undefined) throw failure('NoSuchEntity', 404);
  const document = role.policies.get(name);
  switch (command.replace(/Command$/, '')) {
    case 'GetRole':
      return { ...METADATA, Role: roleOf(role) };
    case 'ListRolePolicies':
      return { ...METADATA, PolicyNames: [...role.policies.keys()] };
    case 'GetRolePolicy':
      if (document === undefined) throw failure('NoSuchEntity', 404);
      return {
        ...METADATA,
        RoleName: role.target.name,
        PolicyName: name,
        PolicyDocument: encodeURIComponent(document),
      };
    case 'PutRolePolicy':
      role.policies.set(name, textIn(input, 'PolicyDocument'));
      heard({ role, name, document: textIn(input, 'PolicyDocument') });
      return METADATA;
    case 'DeleteRolePolicy':
      if (!role.policies.delete(name)) throw failure('NoSuchEntity', 404);
      heard({ role, name, document: undefined });
      return METADATA;
    default:
      throw new Error(`IAM in memory knows no ${command}`);
  }
}

function roleOf({ tags, target }: FakeRole) {
  return {
    Path: '/',
    RoleName: target.name,
    RoleId: target.uniqueId ?? '',
    Arn: target.arn,
    CreateDate: new Date(0),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    MaxSessionDuration: 3_600,
  };
}

function textIn(input: object, name: string): string {
  const value: unknown = Reflect.get(input, name);
  return typeof value === 'string' ? value : '';
}

function failure(code: string, httpStatusCode: number): Error {
  return Object.assign(new Error(`IAM in memory says ${code}`), {
    name: code,
    $metadata: { httpStatusCode },
  });
}
