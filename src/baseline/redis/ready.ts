import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { parseAddress, withoutLogin } from './address.ts';
import type { RedisClient } from './client.ts';

/** Waits until the server answers. Throws ERR_STORE_UNAVAILABLE after `patience` ms; the client keeps trying. */
export async function connected(client: RedisClient, url: string, patience: number): Promise<void> {
  if (client.status === 'ready') return;
  const heard: { reason: string | undefined } = { reason: undefined };
  const listen = (error: Error) => {
    const reason = reasonOf(error);
    if (heard.reason === undefined || !LATER.test(reason)) heard.reason = reason;
  };
  client.on('error', listen);
  client.on('node error', listen);
  if (client.status === 'wait') client.connect().catch(listen);
  const up = await isReady(client, patience);
  client.off('error', listen);
  client.off('node error', listen);
  if (up) return;
  const reason =
    heard.reason === undefined || SILENT.test(heard.reason)
      ? `it does not answer within ${patience} ms`
      : heard.reason;
  throw new RolewardenError(
    'ERR_STORE_UNAVAILABLE',
    `the store ${withoutLogin(url)} cannot be reached: ${reason}`,
    remedyOf(reason, url),
  );
}

/** What follows a failure says less than the failure itself. */
const LATER = /^(?:Stream isn|Connection is closed)/;
/** A server that takes connections and says nothing: it is frozen, swaps, or speaks something else. */
const SILENT = /^(?:Command timed out|Socket timeout)/;

/** Leaves no listener behind: probes ask for as long as the process lives. */
function isReady(client: RedisClient, patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (up: boolean) => () => {
      clearTimeout(timer);
      client.off('ready', ready);
      client.off('end', ended);
      resolve(up);
    };
    // closed by somebody, it never will be
    const ready = done(true);
    const ended = done(false);
    const timer = setTimeout(ended, patience).unref();
    client.on('ready', ready);
    client.on('end', ended);
  });
}

const CHECK = 'check that it runs, that this host may connect, and the user and password';

/** Mistakes with TLS, for which both ports answer, are told by what the connection ended with. */
function remedyOf(reason: string, url: string): string {
  if (!parseAddress(url).tls) {
    const mute = /ECONNRESET|EPIPE|Connection is closed|does not answer/.test(reason);
    return mute ? `if that port speaks TLS, write rediss:// for redis://; else ${CHECK}` : CHECK;
  }
  if (/wrong version number|packet length too long|unexpected message|EPROTO/i.test(reason)) {
    return 'that port does not speak TLS: name the TLS port, or write redis:// for rediss://';
  }
  if (/self.signed|unable to (verify|get)|certificate/i.test(reason)) {
    return 'name the PEM file of the authority that signed the server’s certificate under store.tls.ca, and the name in it, if it is not the host’s, under store.tls.serverName';
  }
  // a server without TLS waits for the end of a line, and says nothing to a greeting of TLS
  return /ETIMEDOUT|does not answer/.test(reason)
    ? `if that port does not speak TLS, name the one that does, or write redis:// for rediss://; else ${CHECK}`
    : CHECK;
}
