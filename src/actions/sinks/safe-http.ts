import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { refusalOf } from './address.ts';
import { createLookup } from './checked-lookup.ts';
import { printable, sinkError } from './failure.ts';
import { inTime, pauseBefore } from './pause.ts';
import { type HttpReply, type PostVerdict, readReply, verdictOf } from './reply.ts';

/** One JSON document for one address. */
export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends documents to the hosts that it was made for. */
export interface Poster {
  /** Resolves on a 2xx; rejects with ERR_SINK, naming the host but never the path, which may be a secret. */
  post(document: Post, signal: AbortSignal): Promise<void>;
}

/** For tests alone: no configuration sets these. */
export interface Laboratory {
  /** Loopback addresses may be called. */
  readonly loopback?: true;
  readonly ca?: string;
  readonly resolve?: LookupFunction;
}

interface Rules {
  readonly name: string;
  readonly hosts: ReadonlySet<string>;
  readonly laboratory: Laboratory;
}

const ATTEMPTS = 3;

/**
 * Posts JSON over https to allow-listed hosts. Addresses are checked when the connection is made, whatever the name
 * resolved to before. Redirects are not followed. A try takes at most five seconds, and reads at most 64 KiB of the
 * reply. After 429, 5xx and broken connections it is repeated, up to three tries in all.
 */
export function createPoster(options: {
  /** The sink, for errors. */
  readonly name: string;
  readonly hosts: readonly string[];
  readonly laboratory?: Laboratory;
}): Poster {
  const { name, hosts, laboratory = {} } = options;
  const rules = { name, hosts: new Set(hosts.map(plainHost)), laboratory };
  return {
    async post(document, signal) {
      checkUrl(document.url, rules);
      for (let attempt = 1; ; attempt++) {
        const verdict = await attemptOne(document, signal, rules);
        if (verdict.done) return;
        const { said, remedy, cause, after } = verdict;
        if (attempt === ATTEMPTS || !verdict.again || signal.aborted) {
          throw sinkError(name, `${document.url.host} ${said}`, remedy, cause);
        }
        await (after === undefined ? pauseBefore(attempt, signal) : wait(after, undefined, { signal }));
      }
    },
  };
}

/** A host name in the form that is compared: lower case, without a dot at the end. */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function checkUrl({ protocol, username, password, hostname }: URL, rules: Rules): void {
  const shown = printable(hostname, 100);
  const refuse = (said: string, remedy: string) => sinkError(rules.name, said, remedy);
  if (protocol !== 'https:') throw refuse(`${protocol} is not https:`, 'use an https address');
  if (username !== '' || password !== '') {
    throw refuse('the address holds a user name or password', 'use a token instead');
  }
  if (!rules.hosts.has(plainHost(hostname))) {
    throw refuse(`${shown} is not on the list of hosts`, `add it to the sink’s hosts if it is yours`);
  }
  // node:net does not call `lookup` for a literal address
  const literal = hostname.replace(/^\[|\]$/g, '');
  const fault = isIP(literal) === 0 ? undefined : addressFault(literal, hostname, rules);
  if (fault !== undefined) throw fault;
}

function addressFault(address: string, host: string, { name, laboratory }: Rules): Error | undefined {
  const why = refusalOf(address);
  if (why === undefined || (why === 'loopback' && laboratory.loopback === true)) return undefined;
  const said = `${printable(host, 100)} is ${printable(address, 60)}, which is ${why}: only public addresses are called`;
  return sinkError(name, said, 'name a public address');
}

async function attemptOne(document: Post, signal: AbortSignal, rules: Rules): Promise<PostVerdict> {
  try {
    return verdictOf(await inTime(signal, (limit) => send(document, limit, rules)), Date.now());
  } catch (cause) {
    if (cause instanceof RolewardenError) throw cause;
    if (signal.aborted) throw signal.reason;
    const late = cause instanceof Error && cause.name === 'AbortError';
    const said = late
      ? 'did not answer in 5 seconds'
      : `could not be reached: ${printable(reasonOf(cause), 200)}`;
    return { done: false, again: true, said, remedy: 'check that the host is up and can be reached', cause };
  }
}

function send({ url, headers, body }: Post, signal: AbortSignal, rules: Rules): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      // always a new connection, so that its address is checked by these rules
      agent: false,
      lookup: createLookup((address, host) => addressFault(address, host, rules), rules.laboratory.resolve),
      signal,
      maxHeaderSize: 16_384,
      ...(rules.laboratory.ca === undefined ? {} : { ca: rules.laboratory.ca }),
    };
    const request = httpsRequest(url, options, (response) => readReply(response).then(resolve, reject));
    request.on('error', reject);
    request.end(body);
  });
}
