import { RolewardenError } from '../../core/errors.ts';

/** Where Redis is, read from a URL. */
export type RedisAddress = {
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
} & (
  | { readonly kind: 'single'; readonly db: number }
  | { readonly kind: 'cluster' }
  | { readonly kind: 'sentinel'; readonly master: string; readonly db: number }
);

const FORM =
  /^(rediss?)(?:\+(cluster|sentinel))?:\/\/(?:([^@/]*)@)?([^@/?#]+)(?:\/([^/?#]*))?(?:\/([^/?#]*))?$/;
const HOST = /^(\[[0-9a-fA-F:.]+\]|[^\s:[\]]+)(?::(\d{1,5}))?$/;

/**
 * Reads `redis://[user:password@]host[:port][/db]`, `redis+cluster://host:port,host:port` and
 * `redis+sentinel://host:port,host:port/master[/db]`; `rediss` in place of `redis` is TLS. User and password are
 * percent-encoded where they hold `@`, `:` or `/`. Throws ERR_STORE_URL, without the password.
 */
export function parseAddress(url: string): RedisAddress {
  const [, scheme, kind, login, hosts = '', first = '', second] = FORM.exec(url) ?? [];
  if (scheme === undefined) throw bad(url, 'is not a Redis URL');
  const { username, password } = loginOf(login, url);
  const standard = kind === 'sentinel' ? 26_379 : 6_379;
  const nodes = hosts.split(',').map((host) => nodeOf(host, standard, url));
  const shared = { tls: scheme === 'rediss', username, password, nodes };
  if (kind === 'sentinel') {
    if (first === '') throw bad(url, 'names no master');
    return { ...shared, kind, master: first, db: dbOf(second ?? '', url) };
  }
  if (second !== undefined) throw bad(url, 'has a path that says nothing');
  if (kind === 'cluster') {
    if (first !== '') throw bad(url, 'names a database, which a cluster does not have');
    return { ...shared, kind };
  }
  if (nodes.length > 1) throw bad(url, 'names several hosts: say redis+cluster or redis+sentinel');
  return { ...shared, kind: 'single', db: dbOf(first, url) };
}

/** The address without its login, for people: of a wrong one too, where a password may hold a bare `/` or `@`. */
export function withoutLogin(url: string): string {
  return url.replace(/^(\w+(?:\+\w+)?:\/\/)?.*@/s, '$1***@').replace(/[?#].*$/s, '?***');
}

function nodeOf(text: string, standard: number, url: string): RedisAddress['nodes'][number] {
  const [, host, port] = HOST.exec(text) ?? [];
  const number = port === undefined ? standard : Number(port);
  if (host === undefined || number < 1 || number > 65_535) throw bad(url, 'has a host that cannot be read');
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

function loginOf(login: string | undefined, url: string) {
  if (login === undefined) return { username: undefined, password: undefined };
  const [name = '', ...secret] = login.split(':');
  try {
    return {
      username: name === '' ? undefined : decodeURIComponent(name),
      password: secret.length === 0 ? undefined : decodeURIComponent(secret.join(':')),
    };
  } catch {
    throw bad(url, 'has a user or password with a stray %');
  }
}

function dbOf(text: string, url: string): number {
  if (text === '') return 0;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw bad(url, `names a database that is no number`);
}

function bad(url: string, what: string): RolewardenError {
  return new RolewardenError(
    'ERR_STORE_URL',
    `the store ${JSON.stringify(withoutLogin(url))} ${what}`,
    'write redis://host:6379, rediss://user:password@host:6380/0, redis+cluster://a:6379,b:6379 or redis+sentinel://a:26379,b:26379/mymaster',
  );
}
