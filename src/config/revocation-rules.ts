import { ACTION_MODES, type ActionMode } from '../core/action/acting.ts';
import type { RevocationRules } from '../core/action/guards.ts';
import { protects } from '../core/action/protected.ts';
import { sensitivityByName } from '../core/event/role-names.ts';
import { type Target, targetOf } from '../core/event/target.ts';
import type { Finding } from '../core/finding/finding.ts';
import { glob } from '../core/text/glob.ts';
import type { Config } from './schema.ts';

/** Compiles the `revocation` section: the mode for a finding, the scope of a revocation, who is protected. */
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
      return ACTION_MODES.find((mode) => said.includes(mode)) ?? 'off';
    },
  };
}

function ruleModes({ signals }: Finding, modes: Readonly<Record<string, ActionMode>>): readonly ActionMode[] {
  return signals.flatMap(({ ruleId }) => modes[ruleId] ?? []);
}

/**
 * Whether a role or user, by its ARN, is never to be touched: those that the configuration protects, break-glass roles
 * (also those recognised by name), the spoke roles, and the principals of this process (`own`).
 */
export function protection(config: Config, own: readonly string[]): (arn: string) => boolean {
  const { revocation, roles } = config;
  const spoke = revocation.spoke?.roleArn.split('/').at(-1);
  const globs = [...revocation.protected, ...(roles.breakGlass ?? [])];
  const untouchable = protects({ globs, own, names: spoke === undefined ? [] : [spoke] });
  // A list under roles.breakGlass replaces recognition by name for alerts. Here names still protect.
  const ordinary = roles.ordinary.map(glob);
  const sounds = (target: Target) =>
    sensitivityByName(target.name).breakGlass && !ordinary.some((matches) => matches(target.arn));
  return (arn) => {
    const target = targetOf(arn);
    return untouchable(arn) || (target?.kind === 'role' && sounds(target));
  };
}
