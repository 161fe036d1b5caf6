import type { Desk } from './acting.ts';
import { isShared, type SwitchAnswer, type SwitchSeen } from './switch.ts';
import { safe, steps } from './words.ts';

/** What a switch stops that is pulled in a folder of this machine alone: `stop`, `pending` and `doctor` say the same of it. */
export function onlyHere(folder: string | undefined): string {
  return `only workers on this machine that use ${folder} are stopped`;
}

/** A switch that is pulled: by whom, and what that stops. `alone`: only here. */
export interface Pulled {
  readonly by: string;
  readonly words: string;
  readonly alone: boolean;
}

/** Where the kill switch is pulled, and what that stops; undefined if it is not pulled in any place that was asked. */
export function pulledIn({ config }: Desk, { folder, ledger }: SwitchSeen): Pulled | undefined {
  if (ledger.kind === 'pulled') return { by: ledger.by, words: `by ${ledger.by}: ${ALL}`, alone: false };
  if (folder?.kind !== 'pulled') return undefined;
  const { by } = folder;
  const place = config.revocation.audit.folder;
  if (isShared(place)) return { by, words: `by ${by} in ${place}: ${ALL}`, alone: false };
  return { by, words: `by ${by}: ${onlyHere(place)}`, alone: true };
}

const ALL = 'nothing is revoked';
/** What else there is to do about a switch that stops this machine alone. */
export const STOP_ALL = 'to stop all workers, with the store: rolewarden stop';

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

/** Shows whether the kill switch is pulled, what that stops, and which of its places could not be asked. */
export function showSwitch(desk: Desk, seen: SwitchSeen): void {
  const { audit, enabled } = desk.config.revocation;
  const { folder, ledger } = seen;
  const found = pulledIn(desk, seen);
  const unasked = [
    ...(ledger.kind === 'unknown' ? ['the ledger'] : []),
    ...(folder?.kind === 'unknown' ? [folder.why] : []),
  ];
  const asked = ledger.kind === 'unknown' ? audit.folder : 'the ledger';
  const stopped = found?.by ?? (enabled ? undefined : 'the configuration');
  const pulled = stopped !== undefined;
  const alone = found?.alone === true ? [onlyHere(audit.folder), STOP_ALL] : [];
  const record = switchJson(desk, {
    pulled: !pulled && unasked.length > 0 ? null : pulled,
    by: stopped ?? null,
    ledger: isPulled(ledger),
    folder: isPulled(folder),
    notes: [...alone, ...unasked.map((what) => `not looked at: ${what}`)],
  });
  const words = killWords(found?.words, enabled, unasked.length === 0 ? '' : ` in ${asked}`);
  const more = [...unasked.map((what) => `  not looked at: ${safe(what)}\n`), steps(alone.slice(1))];
  desk.show(record, words + more.join(''));
}

function isPulled(said: SwitchAnswer | undefined): boolean | null {
  return said === undefined || said.kind === 'unknown' ? null : said.kind === 'pulled';
}

function killWords(killed: string | undefined, enabled: boolean, where: string): string {
  if (killed !== undefined) return `kill switch PULLED ${safe(killed)}; rolewarden resume\n`;
  return enabled
    ? `kill switch: not pulled${safe(where)}\n`
    : 'kill switch PULLED by the configuration (revocation.enabled: false): nothing is revoked\n';
}
