import type { RedisLink } from '../../baseline/redis/link.ts';
import type { Config } from '../../config/schema.ts';
import { resolveSecret, signingKeysOf } from '../../config/secrets.ts';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import type { Executors } from '../../effects/executors.ts';
import type { Surroundings } from '../command.ts';
import { waitsAloud } from './waits-aloud.ts';

/** How long the store may take to be reached, and to answer a command, in milliseconds. */
const PATIENCE = 3_000;
const COMMAND_TIMEOUT = 2_000;

/** Connections that are made when they are first asked for, and how all of them are closed. */
export type Opener = ReturnType<typeof opener>;

/** Opens nothing yet. `signs`: whether records of revocations are read or written, for which a signing key may be needed. */
export function opener(
  { config, signs, source }: { readonly config: Config; readonly signs: boolean; readonly source: string },
  { environment, signal }: Surroundings,
) {
  let link: Promise<RedisLink> | undefined;
  let executors: Promise<Executors> | undefined;
  let reached = false;
  const store = () => {
    const from = { config: signs ? config : withoutKeys(config), source };
    link ??= connect(from, environment, signal).then((open) => {
      reached = true;
      return open;
    });
    return link;
  };
  return {
    store,
    storeIfThere: () =>
      store().catch((thrown: unknown) => {
        signal.throwIfAborted();
        return whyNot(thrown);
      }),
    /** Whether the store has answered, or AWS may have been asked. If not, nothing was done. */
    reached: () => reached,
    async executors() {
      signal.throwIfAborted();
      reached = true;
      executors ??= load(config, environment, signal);
      return executors;
    },
    /** The folder in which actions are recorded. Throws ERR_CONFIG_INVALID if none is configured. */
    auditFolder() {
      const { folder } = config.revocation.audit;
      if (folder !== undefined) return folder;
      const remedy =
        'set revocation.audit.folder in the configuration: one file is written before each action';
      throw new RolewardenError('ERR_CONFIG_INVALID', 'there is no place for records of actions', remedy);
    },
    async close() {
      await link?.then((open) => open.close()).catch(() => undefined);
      (await executors?.catch(() => undefined))?.close();
    },
  };
}

function withoutKeys(config: Config): Config {
  return { ...config, revocation: { ...config.revocation, signingKeys: [] } };
}

/** A fault of the configuration has nothing to do with the store: what to do is said with it. */
function whyNot(thrown: unknown): string {
  const isFault = thrown instanceof RolewardenError && thrown.code === 'ERR_CONFIG_INVALID';
  return isFault ? `${thrown.message}: ${thrown.remedy}` : reasonOf(thrown);
}

/** Ctrl-C ends the wait for a server that does not answer. Throws ERR_STORE_UNAVAILABLE. */
async function connect(
  { config, source }: { readonly config: Config; readonly source: string },
  environment: Surroundings['environment'],
  signal: AbortSignal,
): Promise<RedisLink> {
  signal.throwIfAborted();
  const { tls, url } = config.store;
  if (url === undefined) throw unavailable(`no store is configured (store.url in ${source})`);
  const { openRedis } = await import('../../baseline/redis/link.ts');
  const address = resolveSecret(url, 'store.url', environment);
  const keys = signingKeysOf(config.revocation, environment);
  const link = openRedis({ url: address, tls, timeout: COMMAND_TIMEOUT }, keys);
  let onAbort = () => {};
  const left = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error('interrupted'));
  });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    // a connection that is closed while it waits to try again never says so
    await Promise.race([link.ready(PATIENCE), left]);
    return link;
  } catch (thrown) {
    await link.close();
    throw unavailable(reasonOf(thrown).replace(/\.$/, ''), remedyIn(thrown));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Loaded when needed: the AWS clients are most of the time that a command takes to start. */
async function load(config: Config, environment: Surroundings['environment'], signal: AbortSignal) {
  const { interruptible } = await import('../../actions/aws/settings.ts');
  const { openExecutors } = await import('../../effects/executors.ts');
  const tell = waitsAloud((text) => process.stderr.write(text));
  return openExecutors(config, environment, interruptible(signal, tell));
}

/** Whether Redis has refused a command because its user lacks a right. Inside a script it words that differently. */
export function isRefusal(message: string): boolean {
  return /NOPERM|ACL failure|can't run this command/i.test(message);
}

/** What to do about a refusal. */
export const RIGHTS =
  'give the Redis user the rights of docs/redis.md (one ACL SETUSER line); `rolewarden doctor` names the commands that are missing';

/** What to do about a store that answers and takes no writes. Undefined for other messages. */
export function takesNothing(message: string): string | undefined {
  const found = TAKES_NOTHING.find(([sign]) => sign.test(message));
  return found && `${found[1]}; \`rolewarden revoke\` and \`rolewarden undo\` work meanwhile, unrecorded`;
}

/** How Redis says that it takes no writes: it is full, a replica, cannot save to its disk, or has too few replicas. */
const TAKES_NOTHING: readonly (readonly [RegExp, string])[] = [
  [/\bOOM\b/, 'make room in it: more memory (maxmemory), or end what floods it'],
  [/\bREADONLY\b/, 'it is a replica: name the master under store.url, or wait for the failover to end'],
  [/\bMISCONF\b/, 'it cannot write to its disk: make room there, and see its log'],
  [/\bNOREPLICAS\b/, 'it has too few replicas (min-replicas-to-write): bring one back'],
];

/** The error for a store that failed, or refused a command, after it had been reached. */
export function failedOnTheWay(message: string): RolewardenError {
  const what = isRefusal(message) ? 'the store refuses a command' : 'the store failed on the way';
  return unavailable(`${what}: ${message}`);
}

/** The error for a store that is needed, and cannot be reached or does not do what is needed. */
export function unavailable(message: string, check = checkOf(message)): RolewardenError {
  const needed = `this needs the Redis that the workers share, named under store.url: ${check}; \`rolewarden undo\`, \`rolewarden revoke --role\` and, with an audit folder in S3, \`rolewarden stop\` also work without`;
  const remedy = isRefusal(message) ? RIGHTS : (takesNothing(message) ?? needed);
  return new RolewardenError('ERR_STORE_UNAVAILABLE', message, remedy);
}

/** Whoever has no store here has the workers' configuration elsewhere. */
function checkOf(message: string): string {
  return message.startsWith('no store is configured')
    ? 'give their configuration with --config FILE'
    : 'check that it runs';
}

/** What the connection itself says to do, for instance of TLS. */
function remedyIn(thrown: unknown): string | undefined {
  return thrown instanceof RolewardenError ? thrown.remedy : undefined;
}
