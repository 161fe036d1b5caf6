import { type Actor, fixedArn } from '../core/event/actor.ts';
import type { RoleRef, StsEvent } from '../core/event/event.ts';
import { sensitivityByName } from '../core/event/role-names.ts';
import type { RoleTraits, Schedule, Sensitivity, Settings } from '../core/event/settings.ts';
import { glob } from '../core/text/glob.ts';
import type { Config } from './schema.ts';

/** Compiles what the operator has configured of accounts, roles, identities and schedules, for quick questions. */
export function compileSettings(config: Config): Settings {
  const own = new Set(config.organisation.accounts);
  const trusted = new Map(config.organisation.trusted.map((entry) => [entry.account, entry]));
  const isOurs = anyOf(config.self);
  const { tags } = config.revocation;
  const guards = new Set([tags.protected, tags.revocable]);
  const traits = roleTraits(config);
  const schedules = config.schedules.map((entry) => ({
    matches: glob(entry.match),
    schedule: scheduleOf(entry),
  }));
  return {
    account(id) {
      if (own.has(id)) return 'own';
      if (trusted.has(id)) return 'trusted';
      return own.size === 0 ? 'unknown' : 'stranger';
    },
    needsExternalId: (id) => trusted.get(id)?.externalId,
    role: traits,
    ...identities(config),
    isOurs,
    isGuard: (tag) => guards.has(tag),
    schedule: (actor, role) =>
      schedules.find(
        ({ matches }) => namesOf(actor).some(matches) || (role !== undefined && matches(role.arn)),
      )?.schedule,
  };
}

/** Makes the test whether an event matches all patterns of a suppression or maintenance window. */
export function suppressionMatcher(patterns: {
  readonly actor?: string | undefined;
  readonly role?: string | undefined;
}): (event: StsEvent) => boolean {
  const actor = patterns.actor === undefined ? undefined : glob(patterns.actor);
  const role = patterns.role === undefined ? undefined : glob(patterns.role);
  return (event) =>
    (actor === undefined || namesOf(event.actor).some(actor)) &&
    (role === undefined || (event.role !== undefined && role(event.role.arn)));
}

/**
 * What patterns for an actor are compared with: nothing that a caller may choose, or a thief would choose a name that
 * matches.
 */
function namesOf(actor: Actor): readonly string[] {
  const arn = fixedArn(actor);
  return [actor.key, actor.name, ...(arn === undefined ? [] : [arn])];
}

function roleTraits({ roles }: Config): (role: RoleRef) => RoleTraits {
  const admin = anyOf(roles.admin);
  const power = anyOf(roles.power);
  const ordinary = anyOf(roles.ordinary);
  const breakGlass = anyOf(roles.breakGlass ?? []);
  const decoy = anyOf(roles.decoy);
  const blocked = anyOf(roles.blocked);
  const sensitivityOf = (arn: string): Sensitivity | undefined => {
    if (admin(arn)) return 'admin';
    if (power(arn)) return 'power';
    return ordinary(arn) ? 'ordinary' : undefined;
  };
  const cache = new Map<string, RoleTraits>();
  const read = ({ arn, name }: RoleRef): RoleTraits => {
    const configured = sensitivityOf(arn);
    const named = sensitivityByName(name);
    return {
      sensitivity: configured ?? named.sensitivity,
      source: configured === undefined ? 'name' : 'configuration',
      breakGlass: breakGlass(arn) || (roles.breakGlass === undefined && named.breakGlass && !ordinary(arn)),
      decoy: decoy(arn),
      blocked: blocked(arn),
    };
  };
  return (role) => {
    const known = cache.get(role.arn);
    if (known !== undefined) return known;
    if (cache.size >= 10_000) cache.clear();
    const made = read(role);
    cache.set(role.arn, made);
    return made;
  };
}

function identities({ identity }: Config): Pick<Settings, 'provider' | 'expects'> {
  const kinds = {
    saml: identity.samlProviders.length === 0 ? undefined : anyOf(identity.samlProviders),
    oidc: identity.oidcIssuers.length === 0 ? undefined : anyOf(identity.oidcIssuers),
  };
  const subjects = identity.subjects.map(({ role, allow }) => ({ role: glob(role), allows: anyOf(allow) }));
  return {
    provider: (kind, name) => kinds[kind]?.(name),
    expects(role, subject) {
      const rules = subjects.filter((entry) => entry.role(role.arn));
      return rules.length === 0 ? undefined : rules.some(({ allows }) => allows(subject));
    },
  };
}

function anyOf(patterns: readonly string[]): (text: string) => boolean {
  const compiled = patterns.map(glob);
  return (text) => compiled.some((matches) => matches(text));
}

function scheduleOf({ name, zone, hours, days, holidays }: Config['schedules'][number]): Schedule {
  const [from = 0, to = 24] = hours.split('-').map(Number);
  return { name, zone, from, to, days, holidays };
}
