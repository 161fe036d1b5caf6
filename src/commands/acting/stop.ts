import { RolewardenError, reasonOf, wrongUsage } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { ACTING, ACTING_HELP, atDesk, type Desk, SWITCH_UNCLEAR } from './acting.ts';
import { isRefusal, RIGHTS } from './open.ts';
import { auditOf, isShared, switchLedger } from './switch.ts';
import { onlyHere, switchJson } from './switch-words.ts';
import { safe } from './words.ts';

const WITHOUT =
  'put right why the store cannot be asked from here, and run it again; or set revocation.enabled: false in the configuration and restart the workers. Those that cannot ask it either do nothing by themselves, all others go on';

export const stopCommand = defineCommand({
  name: 'stop',
  options: { ...ACTING, reason: { type: 'string' } },
  interruptible: true,
  whenCut: SWITCH_UNCLEAR,
  help: `usage: rolewarden stop [--by NAME] [--reason TEXT]

The kill switch, in the ledger that all workers share and in the audit folder (revocation.audit.folder): each asks both
immediately before every policy it writes, so it holds within seconds, for people's commands as well. Alerts continue.
Policies in force stay: rolewarden undo removes them. rolewarden resume lets workers act again.

In an audit folder in S3 the switch outlives a store that loses its data, and can be pulled while the store is down. By
hand: put an empty object switch-9.json there, and delete it to go on.

  --reason TEXT          told to whoever is refused
${ACTING_HELP}
Exit status: 0 pulled; 1 neither place that the workers share can be written; 2 wrong usage or configuration.
`,
  async run({ positionals, values }, surroundings) {
    if (positionals.length > 0) throw wrongUsage('stop takes no words', 'say why with --reason TEXT');
    return atDesk(values, surroundings, (desk) => stop(desk, values.reason), {
      signs: false,
      unclear: SWITCH_UNCLEAR,
    });
  },
});

async function stop(desk: Desk, reason: string | undefined): Promise<number> {
  const link = await desk.storeIfThere();
  const by = await desk.who();
  const said = reason === undefined ? by : `${by} (${safe(reason)})`;
  const unrecorded = await record(desk, said);
  const unasked = await switchLedger(desk, link, said);
  const { folder } = desk.config.revocation.audit;
  if (unasked !== undefined && (unrecorded !== undefined || !isShared(folder))) {
    const here = unrecorded ?? onlyHere(folder);
    const remedy = isRefusal(unasked) ? RIGHTS : WITHOUT;
    throw new RolewardenError('ERR_STORE_UNAVAILABLE', `${unasked}; ${here}`, remedy);
  }
  tellStopped(desk, { said, unasked, unrecorded });
  return 0;
}

/** Says who has stopped it, and where. `unasked`, `unrecorded`: why not in the ledger, or in the audit folder. */
function tellStopped(
  desk: Desk,
  how: { readonly said: string } & Readonly<Record<'unasked' | 'unrecorded', string | undefined>>,
): void {
  const { said, unasked, unrecorded } = how;
  const { folder } = desk.config.revocation.audit;
  const notes = [
    ...(unasked === undefined ? [] : [`by ${folder} alone: the store cannot be asked (${unasked})`]),
    ...(unrecorded === undefined
      ? []
      : [
          `it does not outlive a store that loses its data, since the audit folder has no record of it: ${unrecorded}`,
        ]),
    'policies in force stay: rolewarden undo --all --since 1h removes those of the last hour',
  ];
  const json = switchJson(desk, {
    pulled: true,
    by: said,
    ledger: unasked === undefined ? true : null,
    folder: unrecorded === undefined ? true : null,
    notes,
  });
  const lines = notes.map((note) => `  ${safe(note)}\n`).join('');
  desk.tell(json, `stopped by ${safe(said)}: nothing is revoked until \`rolewarden resume\`\n${lines}`);
}

/** Why the audit folder does not have it; undefined if it does. */
async function record(desk: Desk, by: string): Promise<string | undefined> {
  const audit = await auditOf(desk);
  if (audit === undefined) return 'revocation.audit.folder is not set';
  try {
    await audit.switch({ pulled: true, by });
    return undefined;
  } catch (thrown) {
    return reasonOf(thrown);
  }
}
