import { RolewardenError, reasonOf } from '../core/errors.ts';
import { ACTING, ACTING_HELP, atDesk, usage } from './acting.ts';
import { safe } from './acting-words.ts';
import { type Command, parse } from './command.ts';

const WITHOUT =
  'without the store the workers do not act by themselves; to be certain, also when it is back, set revocation.enabled: false in the configuration and restart them';

export const stopCommand: Command = {
  help: `usage: rolewarden stop [--by NAME] [--reason TEXT]

The kill switch, in the ledger that all workers share: each asks it immediately before every policy it writes, so it
holds within seconds, for persons as well. Alerts go on. What stands stays: rolewarden undo takes it back. Without the
store, set revocation.enabled: false in the configuration and restart the workers; without the store they do not act by
themselves anyway. rolewarden resume lets them act again.

  --reason TEXT          told to whoever is refused
${ACTING_HELP}
Exit status: 0 pulled; 1 the store cannot be asked; 2 wrong usage or configuration.
`,
  async run(args, surroundings) {
    const { positionals, values } = parse('stop', args, { ...ACTING, reason: { type: 'string' } });
    if (values.help) {
      process.stdout.write(stopCommand.help);
      return 0;
    }
    if (positionals.length > 0) throw usage('stop takes no words', 'say why with --reason TEXT');
    return atDesk(values, surroundings, async (desk) => {
      const { ledger } = await desk.store().catch((thrown: unknown) => {
        throw new RolewardenError('ERR_STORE_UNAVAILABLE', reasonOf(thrown), WITHOUT);
      });
      const by = await desk.who();
      const said = values.reason === undefined ? by : `${by} (${safe(values.reason)})`;
      await ledger.kill(said);
      const record = { schema: 'rolewarden.kill-switch/1', pulled: true, by: said };
      const words = `stopped by ${safe(said)}: nothing is revoked until \`rolewarden resume\`\n  what stands stays: rolewarden undo --all --since 1h takes it back\n`;
      desk.tell(record, words);
      return 0;
    });
  },
};
