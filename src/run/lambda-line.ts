import { existsSync } from 'node:fs';
import { loadConfig, parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { reasonOf } from '../core/errors.ts';
import type { Meter } from '../core/meter.ts';
import type { Log } from '../core/ports.ts';
import { createLive, type Live } from '../live.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The line of one sandbox. */
export interface Line {
  /** Throws what a start throws; the next call then tries again. */
  get(): Promise<Live>;
  /** Says that Lambda may freeze the sandbox from now on. */
  rest(): void;
}

/**
 * While a sandbox is frozen nothing keeps its connection to the store alive, and networks forget connections that are
 * idle for minutes: the first batch afterwards would be judged without histories, and teach nothing.
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
 * Made once for a sandbox: every invocation gets the same clients, databases and configuration. It is made anew after
 * a pause in which the store may have been lost.
 */
export function createLine(parts: Parts): Line {
  const { log, now = Date.now } = parts;
  let line: Promise<Opened> | undefined;
  let rested = now();
  const get = async () => {
    const before = await line;
    // what lives in the process is kept: there is no connection to lose, only what was learned
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
      'histories live in this sandbox: each learns for itself, and what it learned ends with it',
    );
  }
  return { live: await createLive({ config, ...parts }), stored };
}

/** The file that ROLEWARDEN_CONFIG names, one beside the code or in a layer, or the defaults. */
function findConfig(environment: Environment, log: Log): Config {
  const places = [environment['LAMBDA_TASK_ROOT'] ?? '/var/task', '/opt/rolewarden'];
  const here = places.map((place) => `${place}/rolewarden.yaml`).find((path) => existsSync(path));
  const path = environment['ROLEWARDEN_CONFIG'] ?? here;
  if (path !== undefined) return loadConfig(path);
  log.warn(
    { looked: places, remedy: 'put rolewarden.yaml beside the code, or name it in ROLEWARDEN_CONFIG' },
    'there is no configuration: the defaults count',
  );
  return parseConfig({}, 'the defaults');
}
