import { createAudit } from '../../src/actions/audit/audit.ts';
import type { AuditPlace } from '../../src/actions/audit/place.ts';
import { createAct } from '../../src/actions/ending/acting.ts';
import { createAlerting } from '../../src/actions/ending/alerting.ts';
import type { RevokingParts } from '../../src/actions/ending/revoking.ts';
import type { SettlingParts } from '../../src/actions/following/settling.ts';
import { createBench } from '../../src/actions/iam/bench.ts';
import { digest } from '../../src/app.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { createRedisLedger } from '../../src/baseline/redis/ledger.ts';
import type { RedisLink } from '../../src/baseline/redis/link.ts';
import type { Desk } from '../../src/commands/acting/acting.ts';
import { parseConfig } from '../../src/config/load.ts';
import { revocationRules } from '../../src/config/revocation-rules.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Act } from '../../src/core/action/acting.ts';
import type { Sink } from '../../src/core/action/alert.ts';
import { DEFAULT_TAGS } from '../../src/core/action/eligible.ts';
import type { Ledger } from '../../src/core/action/ledger.ts';
import type { Waiting } from '../../src/core/time/waiting.ts';
import { openExecutors } from '../../src/effects/executors.ts';
import { createLog } from '../../src/run/log.ts';
import type { FakeIam } from './iam.ts';
import { ROLES } from './story.ts';
import type { Wire } from './wire.ts';

/** Caps that the events of the story reach. */
export const CAPS = { perRole: 2, perAccount: 3, perAccountDay: 3, perHour: 3, reserved: 1 } as const;

/** What all processes of a world share: everything that is outside. */
export interface Outside {
  readonly iam: FakeIam;
  readonly wire: Wire;
  readonly place: AuditPlace;
  readonly sink: Sink;
  readonly waiting: Waiting;
  readonly config: Config;
}

/** A process that acts: a worker, or somebody at a terminal. It dies with all that it has in memory. */
export interface ModelProcess {
  readonly ledger: Ledger;
  readonly act: Act;
  readonly settling: SettlingParts;
  readonly revoking: RevokingParts;
  readonly link: RedisLink;
  readonly desk: Desk;
}

const log = createLog('silent');
const isProtected = (arn: string) => arn === ROLES.Fenced.target.arn;

/** The configuration of a world in which revocations go so far by themselves. */
export const CONFIGS: Readonly<Record<'auto' | 'confirm', Config>> = {
  auto: configured('auto'),
  confirm: configured('confirm'),
};

function configured(mode: 'auto' | 'confirm'): Config {
  const revocation = {
    mode,
    caps: CAPS,
    protected: [ROLES.Fenced.target.arn],
    audit: { folder: '/nowhere/rolewarden-model' },
  };
  return parseConfig({ revocation }, 'the model');
}

/** Starts one: the product's own parts, on what is outside. */
export function startProcess(out: Outside, name: string): ModelProcess {
  const { config, iam, place, sink, waiting, wire } = out;
  const ledger = createRedisLedger(wire.runner);
  const own = createMemoryLedger(waiting.now);
  const store = createMemoryStore();
  const rules = revocationRules(config, digest);
  const alerting = createAlerting({ sinks: [{ ...sink, level: 'high' }], ledger, own, log });
  const revoking: RevokingParts = {
    ledger,
    bench: createBench({ access: iam.access, waiting }),
    audit: createAudit(place),
    caps: config.revocation.caps,
    isCritical: () => false,
    eligibility: async ({ mode }) => ({
      tags: DEFAULT_TAGS,
      needsOptIn: mode !== 'person',
      isProtected,
      serviceHeld: false,
    }),
    unreachable: async () => undefined,
    enabled: true,
    version: '0',
    configHash: '0',
  };
  const parts = { revoking, alerting, store, log, rules };
  const link = linkOf(ledger, store);
  return {
    ledger,
    revoking,
    link,
    act: createAct(parts),
    settling: { ...parts, looked: new Set() },
    desk: deskOf({ config, link, name, revoking }),
  };
}

/** What the commands ask a store for, beside the ledger, is never asked here. */
function linkOf(ledger: Ledger, store: RedisLink['store']): RedisLink {
  const never = () => {
    throw new Error('not in the model');
  };
  const findings = { keep: never, idsLike: never, find: never };
  const histories = { of: never, all: never, add: never, forget: never, close: never };
  return {
    ledger,
    store,
    findings,
    histories,
    checkpoints: never,
    takesNothing: never,
    ready: async () => {},
    close: async () => {},
  };
}

function deskOf(parts: {
  readonly config: Config;
  readonly link: RedisLink;
  readonly name: string;
  readonly revoking: RevokingParts;
}): Desk {
  const { config, link, name, revoking } = parts;
  const executors = {
    ...openExecutors(config, {}),
    bench: revoking.bench,
    unrecorded: () => revoking,
    revoking: () => revoking,
  };
  return {
    config,
    environment: {},
    signal: new AbortController().signal,
    log,
    store: async () => link,
    storeIfThere: async () => link,
    executors: async () => executors,
    auditFolder: () => 'memory',
    who: async () => name,
    tell: () => {},
    json: false,
    show: () => {},
  };
}
