import { createAudit } from '../actions/audit/audit.ts';
import type { Order } from '../actions/ending/revoked.ts';
import type { RevokingParts } from '../actions/ending/revoking.ts';
import { type Account, createIamAccess } from '../actions/iam/access.ts';
import { type Bench, createBench } from '../actions/iam/bench.ts';
import { createRoleAssumer, type Identity, type RoleAssumer } from '../actions/roles/assume-roles.ts';
import { configHashOf, VERSION } from '../app.ts';
import { protection } from '../config/revocation-rules.ts';
import type { Config } from '../config/schema.ts';
import { compileSettings } from '../config/settings.ts';
import type { Eligibility } from '../core/action/eligible.ts';
import type { Ledger } from '../core/action/ledger.ts';
import { RolewardenError } from '../core/errors.ts';
import { targetOf } from '../core/event/target.ts';
import { glob } from '../core/text/glob.ts';
import { joined } from '../core/text/sentence.ts';
import { REAL_TIME, type Waiting } from '../core/time/waiting.ts';
import { type Environment, regionOf } from '../environment.ts';
import { auditPlace } from './audits.ts';
import { limits, spokeOf } from './reach.ts';

/** What changes IAM, with its safeguards: shared by live use and the commands that act. */
export interface Executors {
  readonly bench: Bench;
  readonly assumer: RoleAssumer;
  /** Tells whose sessions must not be ended. Asks AWS once who the process is, and throws if that is not known. */
  readonly isProtected: () => Promise<(arn: string) => boolean>;
  /** All accounts in which it may act: the process's own and, with a spoke role configured, the organisation's. */
  readonly accounts: () => Promise<readonly Account[]>;
  /** What must be true of a target before this order may be carried out. */
  readonly eligibility: (order: Order) => Promise<Eligibility>;
  /** Why it may not act in an account; undefined if it may. */
  readonly unreachable: (accountId: string) => Promise<string | undefined>;
  /** What a person's revocation needs where there is no ledger. */
  unrecorded(auditFolder: string): Omit<RevokingParts, 'ledger'>;
  /** What a revocation needs where there are a ledger and an audit folder. */
  revoking(ledger: Ledger, auditFolder: string): RevokingParts;
  close(): void;
}

/**
 * Opens clients to AWS, without making a call yet. `waiting`: how to pause; that of commands ends with Ctrl-C. Throws
 * ERR_CONFIG_INVALID for a missing secret.
 */
export function openExecutors(
  config: Config,
  environment: Environment,
  waiting: Waiting = REAL_TIME,
): Executors {
  const { revocation } = config;
  const assumer = createRoleAssumer({ region: regionOf(environment), waiting });
  const spoke = spokeOf(config, environment);
  const me = createSelf(assumer);
  const unreachable = limits(config, async () => (await me.known()).accountId);
  const bench = createBench({ access: createIamAccess({ assumer, spoke, unreachable }), waiting });
  const isProtected = async () => protection(config, [(await me.known()).arn]);
  const serviceHeld = revocation.serviceHeld.map(glob);
  const eligibility = async ({ intent, mode }: Order): Promise<Eligibility> => ({
    tags: revocation.tags,
    needsOptIn: mode !== 'person' && revocation.optIn,
    isProtected: await isProtected(),
    serviceHeld: mode === 'person' || serviceHeld.some((matches) => matches(intent.target.arn)),
  });
  const { role } = compileSettings(config);
  const unrecorded = (folder: string): Omit<RevokingParts, 'ledger'> => ({
    bench,
    audit: createAudit(auditPlace(folder, environment)),
    caps: revocation.caps,
    isCritical: (arn) => {
      const target = targetOf(arn);
      return target?.kind === 'role' && role(target).sensitivity === 'admin';
    },
    eligibility,
    unreachable,
    enabled: revocation.enabled,
    version: VERSION,
    configHash: configHashOf(config),
  });
  return {
    bench,
    assumer,
    isProtected,
    accounts: async () => accountsOf(config, await me.ask()),
    eligibility,
    unreachable,
    unrecorded,
    revoking: (ledger, folder) => ({ ...unrecorded(folder), ledger }),
    close() {
      bench.access.close();
      assumer.close();
    },
  };
}

function accountsOf({ organisation, revocation }: Config, me: Identity): readonly Account[] {
  if (me.kind !== 'known') return [];
  const partition = me.arn.split(':')[1] ?? 'aws';
  const others = revocation.spoke === undefined ? [] : organisation.accounts;
  return [...new Set([me.accountId, ...others])].map((accountId) => ({ accountId, partition }));
}

/**
 * Who the process is, asked of AWS once. A refusal or an error may pass, so after one AWS is asked again the next time.
 */
function createSelf(assumer: RoleAssumer) {
  let answer: Promise<Identity> | undefined;
  const forget = () => {
    answer = undefined;
  };
  const ask = () => {
    if (answer !== undefined) return answer;
    answer = assumer.whoAmI();
    answer.then((me) => {
      if (me.kind === 'refused') forget();
    }, forget);
    return answer;
  };
  return {
    ask,
    /** Throws a refusal, instead of treating it as one to act: so AWS is asked again with the next delivery. */
    async known() {
      const me = await ask();
      if (me.kind === 'known') return me;
      const { check, message } = me.diagnosis;
      throw new RolewardenError('ERR_AWS', `the process cannot tell who it is: ${message}`, joined(check));
    },
  };
}
