import type { Desk } from './acting.ts';
import type { Asked, Seen } from './switch.ts';
import { safe } from './words.ts';

/** Shows whether the kill switch is pulled, and which of its places could not be asked. */
export function showSwitch(desk: Desk, seen: Seen): void {
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
  const record = {
    schema: 'rolewarden.kill-switch/1',
    pulled: !pulled && unasked.length > 0 ? null : pulled,
    by: stopped ?? null,
  };
  const words = killWords(by, enabled, unasked.length === 0 ? '' : ` in ${asked}`);
  desk.show(record, words + unasked.map((what) => `  not looked at: ${safe(what)}\n`).join(''));
}

function pullerIn(said: Asked | undefined): string | undefined {
  return said?.kind === 'pulled' ? said.by : undefined;
}

function killWords(killed: string | undefined, enabled: boolean, where: string): string {
  if (killed !== undefined)
    return `kill switch PULLED by ${safe(killed)}: nothing is revoked; rolewarden resume\n`;
  return enabled
    ? `kill switch: not pulled${safe(where)}\n`
    : 'kill switch PULLED by the configuration (revocation.enabled: false): nothing is revoked\n';
}
