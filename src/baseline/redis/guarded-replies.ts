import handling from 'ioredis/built/DataHandler.js';
import { GuardedConnector, GuardedSentinelConnector } from './connector.ts';

/** What reads the replies of a connection, as far as it is changed here; the client keeps both members to itself. */
interface Reader {
  readonly redis: { readonly options: { readonly Connector?: unknown } };
  returnFatalError(error: unknown): void;
}

const OURS: ReadonlySet<unknown> = new Set([GuardedConnector, GuardedSentinelConnector]);
/** Loaders differ in whether they give the module or what it has. */
const prototype: object = Object(Reflect.get(handling, 'default') ?? handling).prototype;
const guarded = new WeakSet<object>();

/**
 * At a reply that nobody asked for, or of a form that it does not expect, the client throws where nothing catches it,
 * which ends the process. On our connections it ends the connection, as bytes do that are no reply at all. Connections
 * that somebody else made in this process stay as they are.
 */
export function guardReplies(): void {
  const dispatch: unknown = Reflect.get(prototype, 'dispatch');
  if (typeof dispatch !== 'function') throw new Error('ioredis reads replies in another way');
  if (guarded.has(dispatch)) return;
  function guardedDispatch(this: Reader, read: () => void): void {
    const ours = OURS.has(this.redis.options.Connector);
    if (!ours) return void Reflect.apply(Object(dispatch), this, [read]);
    try {
      read();
    } catch (thrown) {
      this.returnFatalError(thrown);
    }
  }
  guarded.add(guardedDispatch);
  Object.assign(prototype, { dispatch: guardedDispatch });
}
