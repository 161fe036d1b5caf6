import { existsSync } from 'node:fs';
import { loadConfig, parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { Meter } from '../core/meter.ts';
import type { Log } from '../core/ports.ts';
import { createLive, type Live } from '../live.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The line, made once for a sandbox: every invocation gets the same clients, databases and configuration. A start
 * that fails is thrown, and tried again at the next invocation.
 */
export function createStart(parts: {
  readonly environment: Environment;
  readonly log: Log;
  readonly meter: Meter;
}): () => Promise<Live> {
  let line: Promise<Live> | undefined;
  return () => {
    line ??= open(parts).catch((thrown: unknown) => {
      line = undefined;
      throw thrown;
    });
    return line;
  };
}

async function open(parts: {
  readonly environment: Environment;
  readonly log: Log;
  readonly meter: Meter;
}): Promise<Live> {
  const { environment, log } = parts;
  const config = findConfig(environment, log);
  if (config.store.url === undefined) {
    log.warn(
      { remedy: 'name a Redis under store.url' },
      'histories live in this sandbox: each learns for itself, and what it learned ends with it',
    );
  }
  return createLive({ config, ...parts });
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
