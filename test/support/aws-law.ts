import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Deny, readDeny } from '../../src/core/action/deny-policy.ts';
import { assumed, type Issued, identified } from './aws-law-records.ts';
import { iamLab, LAB } from './iam-lab.ts';
import { onLoopback } from './loopback.ts';

/** How AWS would be different from what it says of itself. */
export interface Law {
  /** Whom a deny of one session ends: that one, all of its name, every session of the role, or nobody. */
  readonly denies: 'session' | 'name' | 'role' | 'nobody';
  /** Whether a deny that is gone lets sessions in again. */
  readonly lifts: boolean;
  /** Whether IAM refuses what is too long, and changes of AWS's own roles. */
  readonly limits: boolean;
  /** Whether a session policy binds. */
  readonly binds: boolean;
}

/** AWS as it says that it is. */
export const HONEST: Law = { denies: 'session', lifts: true, limits: true, binds: true };

/**
 * An emulator that does what policies say: before moto, which takes every policy and heeds none. `told` hears of each STS call as
 * CloudTrail would write it down.
 */
export interface LawfulAws {
  readonly url: string;
  obey(law: Partial<Law>): void;
  hear(told: (record: object) => void): void;
  close(): Promise<void>;
}

export async function startLaw(moto: string): Promise<LawfulAws> {
  const iam = iamLab(moto);
  const sessions = new Map<string, Issued>();
  const once = new Set<string>();
  let law = HONEST;
  let hears: (record: object) => void = () => undefined;

  const isDenied = async (key: string, issued: Issued): Promise<boolean> => {
    const target = { ...ROLE, name: issued.role };
    for (const name of await iam.names(target)) {
      const deny = readDeny(name, await iam.get(target, name));
      if (deny === undefined || !strikes(law, deny, issued)) continue;
      once.add(key);
      return true;
    }
    return !law.lifts && once.has(key);
  };
  const mayReach = ({ policy }: Issued, role: string) =>
    !law.binds || policy === '' || policy.includes(`/${role}"`);
  /** What the session may not do, by its own policy or by a deny. */
  const barred = async (key: string, action: string, role: string): Promise<boolean> => {
    const session = sessions.get(key);
    if (session === undefined || role === '') return false;
    return (
      !mayReach(session, role) ||
      (session.role === role && action === 'GetRole' && (await isDenied(key, session)))
    );
  };
  const verdict = async (call: URLSearchParams, key: string): Promise<Refusal | undefined> => {
    const said = (name: string) => call.get(name) ?? '';
    if (await barred(key, said('Action'), said('RoleName'))) return [403, 'AccessDenied'];
    return law.limits ? beyond(said('PolicyDocument'), said('RoleName')) : undefined;
  };
  const issue = async (call: URLSearchParams, answer: string) => {
    const role = (call.get('RoleArn') ?? '').split('/').at(-1) ?? '';
    const key = /<AccessKeyId>(\w+)</.exec(answer)?.[1] ?? '';
    const ends = Date.parse(/<Expiration>([^<]+)</.exec(answer)?.[1] ?? '');
    const at = ends - Number(call.get('DurationSeconds') ?? 3_600) * 1_000;
    const userid = `${await iam.idOf(role)}:${call.get('RoleSessionName')}`;
    sessions.set(key, { role, userid, at, policy: call.get('Policy') ?? '' });
    hears(assumed({ key, role, userid, at }));
  };
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await buffer(incoming);
    const call = new URLSearchParams(body.toString());
    const key = /Credential=([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
    const refused = await verdict(call, key);
    if (refused !== undefined) {
      const [status, code] = refused;
      outgoing.writeHead(status, { 'content-type': 'text/xml' });
      outgoing.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>by law</Message></Error></ErrorResponse>`,
      );
      return;
    }
    const { bytes, status } = await forwarded(moto, incoming, body);
    const action = call.get('Action');
    if (action === 'AssumeRole' && status === 200) await issue(call, bytes.toString());
    const session = sessions.get(key);
    if (action === 'GetCallerIdentity' && session !== undefined) hears(identified(key, session));
    outgoing.writeHead(status, { 'content-type': 'text/xml' }).end(bytes);
  };
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: Error) => outgoing.destroy(error));
  });
  const { close, url } = await onLoopback(server);
  return {
    url,
    obey(next) {
      law = { ...HONEST, ...next };
    },
    hear(told) {
      hears = told;
    },
    close,
  };
}

const ROLE = { kind: 'role', partition: 'aws', accountId: LAB, arn: '', uniqueId: '' } as const;

function strikes({ denies }: Law, deny: Deny, { at, userid }: Issued): boolean {
  if (denies === 'nobody') return false;
  if (deny.scope === 'role') return at <= deny.until;
  if (denies === 'role') return true;
  return deny.userid === userid && (denies === 'name' || (deny.from <= at && at <= deny.until));
}

type Refusal = readonly [status: number, code: string];

function beyond(document: string, role: string): Refusal | undefined {
  if (document.length > 10_240) return [409, 'LimitExceeded'];
  return role.startsWith('AWSServiceRole') ? [400, 'UnmodifiableEntity'] : undefined;
}

function forwarded(
  upstream: string,
  { headers, method, url: path }: IncomingMessage,
  body: Buffer,
): Promise<{ readonly status: number; readonly bytes: Buffer }> {
  const { hostname, port } = new URL(upstream);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path, headers: { ...headers, 'content-length': body.length } };
    const call = send(options, (reply) => {
      buffer(reply).then((bytes) => resolve({ status: reply.statusCode ?? 500, bytes }), reject);
    });
    call.once('error', reject);
    call.end(body);
  });
}
