import { RolewardenError, reasonOf, wrongUsage } from '../core/errors.ts';
import { ACTING, ACTING_HELP, atDesk, UNCLEAR } from './acting.ts';
import { safe } from './acting-words.ts';
import { defineCommand } from './command.ts';

const WITHOUT =
  'without the store the workers do not act by themselves; to be certain, also when it is back, set revocation.enabled: false in the configuration and restart them';

export const stopCommand = defineCommand({
  name: 'stop',
  options: { ...ACTING, reason: { type: 'string' } },
  interruptible: true,
  whenCut: UNCLEAR,
  help: `usage: rolewarden stop [--by NAME] [--reason TEXT]

The kill switch, in the ledger that all workers share: each asks it immediately before every policy it writes, so it
holds within seconds, for people's commands as well. Alerts continue. Policies in force stay: rolewarden undo removes
them. Without the store, set revocation.enabled: false in the configuration and restart the workers; without the store
they do not act by themselves anyway. rolewarden resume lets them act again.

  --reason TEXT          told to whoever is refused
${ACTING_HELP}
Exit status: 0 pulled; 1 the store cannot be asked; 2 wrong usage or configuration.
`,
  async run({ positionals, values }, surroundings) {
    if (positionals.length > 0) throw wrongUsage('stop takes no words', 'say why with --reason TEXT');
    return atDesk(values, surroundings, async (desk) => {
      const { ledger } = await desk.store().catch((thrown: unknown) => {
        throw new RolewardenError('ERR_STORE_UNAVAILABLE', reasonOf(thrown), WITHOUT);
      });
      const by = await desk.who();
      const said = values.reason === undefined ? by : `${by} (${safe(values.reason)})`;
      await ledger.kill(said);
      const record = { schema: 'rolewarden.kill-switch/1', pulled: true, by: said };
      const words = `stopped by ${safe(said)}: nothing is revoked until \`rolewarden resume\`\n  policies in force stay: rolewarden undo --all --since 1h removes those of the last hour\n`;
      desk.tell(record, words);
      return 0;
    });
  },
});
