import type { ActionMode } from '../core/acting.ts';
import type { Finding } from '../core/finding.ts';
import { glob } from '../core/glob.ts';
import type { RevocationRules } from '../core/guards.ts';
import type { Config } from './schema.ts';

/** The most careful first. */
const CAREFUL: readonly ActionMode[] = ['off', 'shadow', 'confirm', 'auto'];

/** Compiles the revocation section: which mode counts for a finding, and how far a revocation reaches. */
export function revocationRules({ revocation }: Config, digest: (text: string) => string): RevocationRules {
  const wide = revocation.roleWide.map(glob);
  return {
    digest,
    maxAge: revocation.maxAge * 1_000,
    scope: (arn) => (wide.some((matches) => matches(arn)) ? 'role' : revocation.scope),
    mode(finding, accountId) {
      const own = [revocation.accounts[accountId], ...ruleModes(finding, revocation.rules)];
      const said = own.filter((mode) => mode !== undefined);
      if (said.length === 0) return revocation.mode;
      return CAREFUL.find((mode) => said.includes(mode)) ?? 'off';
    },
  };
}

function ruleModes({ signals }: Finding, modes: Readonly<Record<string, ActionMode>>): readonly ActionMode[] {
  return signals.flatMap(({ ruleId }) => modes[ruleId] ?? []);
}
