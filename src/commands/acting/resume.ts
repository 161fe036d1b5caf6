import { wrongUsage } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { ACTING, ACTING_HELP, atDesk, UNCLEAR } from './acting.ts';
import { auditOf, pulled } from './switch.ts';
import { safe } from './words.ts';

export const resumeCommand = defineCommand({
  name: 'resume',
  options: ACTING,
  interruptible: true,
  whenCut: UNCLEAR,
  help: `usage: rolewarden resume [--by NAME]

Releases the kill switch that \`rolewarden stop\` pulled, in the ledger and in the audit folder. Open breakers stay open,
and what awaits approval still does. The configuration's own switch (revocation.enabled: false) is not changed.

${ACTING_HELP}
Exit status: 0 released, or was not pulled; 1 the store cannot be asked, or the audit folder still says to stop; 2 wrong
usage or configuration.
`,
  async run({ positionals, values }, surroundings) {
    if (positionals.length > 0) throw wrongUsage('resume takes no words', 'run `rolewarden resume --help`');
    return atDesk(values, surroundings, async (desk) => {
      const { ledger } = await desk.store();
      const by = await desk.who();
      const killed = await pulled(desk, ledger);
      const audit = await auditOf(desk);
      // first: were it to fail after the ledger, only half would be released
      if ((await audit?.switched())?.pulled === true) await audit?.switch({ pulled: false, by });
      await ledger.kill(undefined);
      const record = { schema: 'rolewarden.kill-switch/1', pulled: false, by };
      const words =
        killed === undefined
          ? 'kill switch: it was not pulled, nothing had to be released'
          : `kill switch released: it was pulled by ${safe(killed)}`;
      const off = desk.config.revocation.enabled
        ? ''
        : 'note: revocation.enabled is false in the configuration: still nothing is revoked\n';
      desk.tell(record, `${words}\n${off}`);
      return 0;
    });
  },
});
