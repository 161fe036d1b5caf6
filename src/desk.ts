import type { Config } from './config/schema.ts';
import type { Log } from './core/ports.ts';
import { createLocator, type FileLocator } from './ingest/locator.ts';
import type { HowToRead } from './ingest/normalise.ts';

/** What turns records into events: the same in every thread that reads. */
export interface ReadingDesk {
  readonly locator: FileLocator;
  /** How records are to be read: pass it to `normalise`. */
  readonly how: HowToRead;
}

/** The part of the configuration that reading needs. Plain data: it is sent to other threads. */
export type ReadingConfig = Pick<Config, 'databases' | 'lists' | 'awsRanges' | 'sessions'> & {
  readonly organisation: Pick<Config['organisation'], 'networks'>;
  readonly identity: Pick<Config['identity'], 'directories'>;
};

/** Opens databases and lists. Throws ERR_DATABASE or ERR_LIST if a file that the configuration names cannot be used. */
export async function openDesk(config: ReadingConfig, log: Log): Promise<ReadingDesk> {
  const locator = await createLocator({
    databases: config.databases,
    lists: config.lists,
    own: config.organisation.networks.map(({ name, cidr }) => ({ name, cidrs: cidr })),
    awsRanges: config.awsRanges,
    log,
  });
  const how = { watch: config.sessions === 'watch', separate: config.identity.directories === 'separate' };
  return { locator, how };
}
