import { wrongUsage } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { ACTING, ACTING_HELP, answering, atDesk, type Desk, SWITCH_UNCLEAR, throwFault } from './acting.ts';
import { unavailable } from './open.ts';
import { askFolder, auditOf, type SwitchAnswer, switchLedger } from './switch.ts';
import { switchJson } from './switch-words.ts';
import { safe } from './words.ts';

export const resumeCommand = defineCommand({
  name: 'resume',
  options: ACTING,
  interruptible: true,
  whenCut: SWITCH_UNCLEAR,
  help: `usage: rolewarden resume [--by NAME]

Releases the kill switch that \`rolewarden stop\` pulled, in the ledger and in the audit folder. Open breakers stay open,
and what awaits approval still does. The configuration's own switch (revocation.enabled: false) is not changed.

Without the store it is released in the audit folder alone. If it is pulled in the ledger too, it holds until this
command is run again with the store.

${ACTING_HELP}
Exit status: 0 released, or was not pulled; 1 the store that the configuration names cannot be asked, or the audit
folder still says to stop; 2 wrong usage or configuration.
`,
  async run({ positionals, values }, surroundings) {
    if (positionals.length > 0) throw wrongUsage('resume takes no words', 'run `rolewarden resume --help`');
    return atDesk(values, surroundings, resume, { signs: false, unclear: SWITCH_UNCLEAR });
  },
});

async function resume(desk: Desk): Promise<number> {
  const link = await answering(desk);
  if (typeof link === 'string') await throwFault(desk);
  const folder = await askFolder(desk);
  if (typeof link === 'string') checkFolder(folder, link);
  const by = await desk.who();
  const inLedger = typeof link === 'string' ? undefined : await link.ledger.killed();
  // first: were it to fail after the ledger, only half would be released
  if (folder?.kind !== 'released') await (await auditOf(desk))?.switch({ pulled: false, by });
  const held = await switchLedger(desk, link, undefined);
  if (held !== undefined) checkFolder(folder, held);
  tellReleased(desk, { by, killed: inLedger ?? (folder?.kind === 'pulled' ? folder.by : undefined), held });
  return held === undefined || desk.config.store.url === undefined ? 0 : 1;
}

/** Throws ERR_STORE_UNAVAILABLE (`why`) if the audit folder is not there either. */
function checkFolder(folder: SwitchAnswer | undefined, why: string): void {
  if (folder === undefined) throw unavailable(why);
  if (folder.kind === 'unknown') throw unavailable(`${why}; ${folder.why}`);
}

/**
 * Says what was released. `killed`: who had pulled the switch; `held`: why the ledger could not be asked: if it is pulled
 * there too, it still holds.
 */
function tellReleased(
  desk: Desk,
  how: { readonly by: string; readonly killed: string | undefined; readonly held: string | undefined },
): void {
  const { by, held, killed } = how;
  const { audit, enabled } = desk.config.revocation;
  const notes = [
    ...(held === undefined ? [] : [`not released in the ledger: ${held}`, AGAIN]),
    ...(enabled ? [] : ['note: revocation.enabled is false in the configuration: still nothing is revoked']),
  ];
  const ledger = held === undefined ? false : null;
  const folder = audit.folder === undefined ? null : false;
  const record = switchJson(desk, { pulled: false, by, ledger, folder, notes });
  const where = held === undefined ? '' : ` in ${safe(audit.folder ?? '')}`;
  const words =
    killed === undefined
      ? `kill switch: it was not pulled${where}, nothing had to be released`
      : `kill switch released${where}: it was pulled by ${safe(killed)}`;
  desk.tell(record, [words, ...notes.map((note) => `  ${safe(note)}`), ''].join('\n'));
}

const AGAIN =
  'what to do: when the store is back: rolewarden resume. If the switch is pulled there too, it holds until then.';
