import type { Desk } from './acting.ts';
import type { SwitchAnswer, SwitchSeen } from './switch.ts';
import { safe } from './words.ts';

/**
 * The kill switch as a JSON record. `pulled`: whether it is pulled, or what was ordered; null if that is not known.
 * `ledger`, `folder`: whether it is pulled there; null if that is not known, or there is none.
 */
export function switchJson(
  { config }: Desk,
  said: {
    readonly pulled: boolean | null;
    readonly by: string | null;
    readonly ledger: boolean | null;
    readonly folder: boolean | null;
    readonly notes: readonly string[];
  },
) {
  const { by, folder, ledger, notes, pulled } = said;
  const where = { configuration: !config.revocation.enabled, ledger, auditFolder: folder };
  return { schema: 'rolewarden.kill-switch/1', pulled, by, where, notes };
}

/** Shows whether the kill switch is pulled, and which of its places could not be asked. */
export function showSwitch(desk: Desk, seen: SwitchSeen): void {
  const { audit, enabled } = desk.config.revocation;
  const { folder, ledger } = seen;
  const by = pullerIn(ledger) ?? pullerIn(folder);
  const unasked = [
    ...(ledger.kind === 'unknown' ? ['the ledger'] : []),
    ...(folder?.kind === 'unknown' ? [folder.why] : []),
  ];
  const asked = ledger.kind === 'unknown' ? audit.folder : 'the ledger';
  const stopped = by ?? (enabled ? undefined : 'the configuration');
  const pulled = stopped !== undefined;
  const record = switchJson(desk, {
    pulled: !pulled && unasked.length > 0 ? null : pulled,
    by: stopped ?? null,
    ledger: isPulled(ledger),
    folder: isPulled(folder),
    notes: unasked.map((what) => `not looked at: ${what}`),
  });
  const words = killWords(by, enabled, unasked.length === 0 ? '' : ` in ${asked}`);
  desk.show(record, words + unasked.map((what) => `  not looked at: ${safe(what)}\n`).join(''));
}

function pullerIn(said: SwitchAnswer | undefined): string | undefined {
  return said?.kind === 'pulled' ? said.by : undefined;
}

function isPulled(said: SwitchAnswer | undefined): boolean | null {
  return said === undefined || said.kind === 'unknown' ? null : said.kind === 'pulled';
}

function killWords(killed: string | undefined, enabled: boolean, where: string): string {
  if (killed !== undefined)
    return `kill switch PULLED by ${safe(killed)}: nothing is revoked; rolewarden resume\n`;
  return enabled
    ? `kill switch: not pulled${safe(where)}\n`
    : 'kill switch PULLED by the configuration (revocation.enabled: false): nothing is revoked\n';
}
