import type { ActionMode } from '../core/acting.ts';
import type { Finding } from '../core/finding.ts';
import { glob } from '../core/glob.ts';
import type { RevocationRules } from '../core/guards.ts';
import { protects } from '../core/protected.ts';
import { sensitivityByName } from '../core/role-names.ts';
import { type Target, targetOf } from '../core/target.ts';
import type { Config } from './schema.ts';

/** The most careful first. */
const CAREFUL: readonly ActionMode[] = ['off', 'shadow', 'confirm', 'auto'];

/** Compiles the revocation section: which mode counts for a finding, and how far a revocation reaches. */
export function revocationRules(config: Config, digest: (text: string) => string): RevocationRules {
  const { revocation } = config;
  const wide = revocation.roleWide.map(glob);
  return {
    digest,
    isProtected: protection(config, []),
    maxAge: revocation.maxAge * 1_000,
    scope: (arn) => (wide.some((matches) => matches(arn)) ? 'role' : revocation.scope),
    mode(finding, accountId) {
      if (revocation.mode === 'off') return 'off';
      const account = revocation.accounts[accountId] ?? revocation.mode;
      const said = [account, ...ruleModes(finding, revocation.rules)];
      return CAREFUL.find((mode) => said.includes(mode)) ?? 'off';
    },
  };
}

function ruleModes({ signals }: Finding, modes: Readonly<Record<string, ActionMode>>): readonly ActionMode[] {
  return signals.flatMap(({ ruleId }) => modes[ruleId] ?? []);
}

/**
 * Which roles and users are never touched: what the configuration protects, break-glass roles, also by their names, the
 * spoke roles, and `own`, the process's principals.
 */
export function protection(config: Config, own: readonly string[]): (arn: string) => boolean {
  const { revocation, roles } = config;
  const spoke = revocation.spoke?.roleArn.split('/').at(-1);
  const globs = [...revocation.protected, ...(roles.breakGlass ?? [])];
  const untouchable = protects({ globs, own, names: spoke === undefined ? [] : [spoke] });
  // What alerts may be a list of one's own; not to be touched stays whatever sounds like an emergency role.
  const ordinary = roles.ordinary.map(glob);
  const sounds = (target: Target) =>
    sensitivityByName(target.name).breakGlass && !ordinary.some((matches) => matches(target.arn));
  return (arn) => {
    const target = targetOf(arn);
    return untouchable(arn) || (target?.kind === 'role' && sounds(target));
  };
}
