import { existsSync } from 'node:fs';
import { loadConfig, parseConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import { type Environment, variable } from '../../environment.ts';
import { createLive, type Live } from '../../live.ts';

/** The live engine of one Lambda sandbox. */
export interface Line {
  /** Starts the engine if need be. Throws what the start throws; the next call then tries again. */
  get(): Promise<Live>;
  /** To be called at the end of an invocation: from now on Lambda may freeze the sandbox. */
  rest(): void;
}

/**
 * After a longer pause (ms) the connection to the store is made anew. Nothing keeps it alive while the sandbox is
 * frozen, and networks drop connections that are idle for minutes: the next batch would be judged without histories.
 */
const STALE = 60_000;

interface Parts {
  readonly environment: Environment;
  readonly log: Log;
  readonly meter: Meter;
  readonly now?: () => number;
}

type Opened = { readonly live: Live; readonly stored: boolean };

/**
 * All invocations of a sandbox share one engine, with its clients, databases and configuration. It is made anew after a
 * pause in which the connection to the store may have been lost.
 */
export function createLine(parts: Parts): Line {
  const { log, now = Date.now } = parts;
  let line: Promise<Opened> | undefined;
  let rested = now();
  const get = async () => {
    const before = await line;
    // a store in this process has no connection to lose, and would lose what it has learned
    const stale = before?.stored === true && now() - rested > STALE;
    if (stale) {
      line = undefined;
      before.live.close().catch((thrown: unknown) => {
        log.debug({ reason: reasonOf(thrown) }, 'the line of before the pause was not closed');
      });
    }
    line ??= open(parts);
    return (await line).live;
  };
  return {
    async get() {
      try {
        return await get();
      } catch (thrown) {
        line = undefined;
        throw thrown;
      }
    },
    rest() {
      rested = now();
    },
  };
}

async function open(parts: Parts): Promise<Opened> {
  const { environment, log } = parts;
  const config = findConfig(environment, log);
  const stored = config.store.url !== undefined;
  if (!stored) {
    log.warn(
      { remedy: 'name a Redis under store.url' },
      'histories live in this sandbox only: each learns for itself, and loses what it learned when it ends',
    );
  }
  return { live: await createLive({ config, ...parts }), stored };
}

/** The file that ROLEWARDEN_CONFIG names, one beside the code or in a layer, or the defaults. */
function findConfig(environment: Environment, log: Log): Config {
  const places = [variable(environment, 'LAMBDA_TASK_ROOT') ?? '/var/task', '/opt/rolewarden'];
  const here = places.map((place) => `${place}/rolewarden.yaml`).find((path) => existsSync(path));
  const path = variable(environment, 'ROLEWARDEN_CONFIG') ?? here;
  if (path !== undefined) return loadConfig(path);
  log.warn(
    { looked: places, remedy: 'put rolewarden.yaml beside the code, or name it in ROLEWARDEN_CONFIG' },
    'there is no configuration: the defaults apply',
  );
  return parseConfig({}, 'the defaults');
}
