import type { Redis } from 'ioredis';
import { SentinelConnector, StandaloneConnector } from 'ioredis/built/connectors/index.js';

type Connect = StandaloneConnector['connect'];
type Stream = Awaited<ReturnType<Connect>>;

/**
 * A socket with TLS can fail more than once, and does not close itself after the first time: by a record that is
 * damaged and by the next write, or by its certificate and by the end in the middle of the greeting. The client listens
 * to one failure only, and the second would end the process.
 */
function guarded(stream: Stream): Stream {
  return stream.on('error', () => stream.destroy());
}

/** The client hands its options on without their type. */
function optionsOf(options: unknown): object {
  return typeof options === 'object' && options !== null ? options : {};
}

/** Connects to a server, whose failures end the connection and nothing else. */
export class GuardedConnector extends StandaloneConnector {
  constructor(options: unknown) {
    super(optionsOf(options));
  }

  override async connect(emit: Parameters<Connect>[0]): Promise<Stream> {
    return guarded(await super.connect(emit));
  }
}

/** The same behind Sentinel, and for the connections to the sentinels, which the client makes by itself. */
export class GuardedSentinelConnector extends SentinelConnector {
  constructor(options: unknown) {
    super(optionsOf(options));
    const make: unknown = Reflect.get(this, 'connectToSentinel');
    if (typeof make !== 'function') throw new Error('ioredis connects to sentinels in another way');
    const connectToSentinel = (endpoint: unknown, more: object = {}): Redis =>
      Reflect.apply(make, this, [endpoint, { ...more, Connector: GuardedConnector }]);
    Object.assign(this, { connectToSentinel });
  }

  override async connect(emit: Parameters<Connect>[0]): Promise<Stream> {
    return guarded(await super.connect(emit));
  }
}
