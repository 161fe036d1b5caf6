import { createAlerting } from '../actions/ending/alerting.ts';
import { digest } from '../app.ts';
import { createMemoryLedger } from '../baseline/memory/ledger.ts';
import { revocationRules } from '../config/revocation-rules.ts';
import type { Config } from '../config/schema.ts';
import type { Log } from '../core/ports/ports.ts';
import { createSinks } from '../effects/alerts.ts';
import { openExecutors } from '../effects/executors.ts';
import { createQuarantine } from '../effects/quarantines.ts';
import { type Environment, regionOf, s3Endpoint } from '../environment.ts';
import { createObjects } from '../feeds/s3/objects.ts';
import type { LiveStore } from '../store.ts';

interface EndsOptions {
  readonly config: Config;
  readonly environment: Environment;
  readonly log: Log;
}

/** Opens everything but the store that talks to the outside. `held`: what has to be closed. */
export function openEnds({ config, environment, log }: EndsOptions) {
  const sinks = createSinks(config.alerts, environment, log);
  const executors = openExecutors(config, environment);
  const quarantine = createQuarantine(config.quarantine, log);
  const objects = createObjects({ region: regionOf(environment), ...s3Endpoint(environment) });
  return { sinks, executors, quarantine, objects, held: [...sinks, executors, quarantine, objects] };
}

/** What `openEnds` opens. */
export type Ends = ReturnType<typeof openEnds>;

/** Revocations as configured, and the alerts that tell of them. `revoking`: undefined where nothing can be revoked. */
export function actingParts({ config, log }: EndsOptions, { executors, link, sinks }: Ends & LiveStore) {
  const { folder } = config.revocation.audit;
  const own = createMemoryLedger();
  return {
    rules: revocationRules(config, digest),
    alerting: createAlerting({ sinks, ledger: link?.ledger ?? own, own, log }),
    revoking:
      link === undefined || folder === undefined ? undefined : executors.revoking(link.ledger, folder),
  };
}
