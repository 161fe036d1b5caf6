import type { Ledger } from '../../core/action/ledger.ts';
import { RolewardenError } from '../../core/errors.ts';
import { fieldOf, jsonIn } from '../../core/text/json.ts';
import { iso } from '../../core/time/days.ts';
import type { Audit } from './audit.ts';
import { type AuditPlace, compact } from './place.ts';

/** What somebody last told all workers: to stop, or to go on. */
export interface Switched {
  readonly pulled: boolean;
  readonly by: string;
}

const PREFIX = 'switch-';
const SCHEMA = 'rolewarden.kill-switch/1';

/**
 * Who pulled the kill switch, in the ledger or in the audit folder; undefined if nobody. A folder that cannot be read does
 * not count: nothing is done without a record in it anyway. Throws if the ledger cannot be asked.
 */
export async function pulledBy(
  ledger: Pick<Ledger, 'killed'> | undefined,
  audit: Pick<Audit, 'switched'> | undefined,
): Promise<string | undefined> {
  const by = await ledger?.killed();
  if (by !== undefined) return by;
  const last = await audit?.switched().catch(() => undefined);
  return last?.pulled === true ? last.by : undefined;
}

/** The last record of the kill switch; undefined if it was never pulled. Throws what prevents reading it. */
export async function lastSwitched(place: Pick<AuditPlace, 'last' | 'read'>): Promise<Switched | undefined> {
  const name = await place.last(PREFIX);
  const text = name === undefined ? undefined : await place.read(name);
  return text === undefined ? undefined : switchedOf(text);
}

/** Adds a record, later than all others whatever the clock here says. Throws if it cannot, or if another counts as later. */
export async function recordSwitch(place: AuditPlace, { by, pulled }: Switched): Promise<void> {
  const before = await place.last(PREFIX);
  const now = new Date();
  let name = nameAt(now.getTime());
  if (before !== undefined && before >= name) name = nameAt((timeIn(before) ?? now.getTime()) + 1);
  const record = { schema: SCHEMA, pulled, by, at: now.toISOString() };
  await place.writeOnce(name, `${JSON.stringify(record, null, 2)}\n`);
  if ((await lastSwitched(place))?.pulled === pulled) return;
  const latest = await place.last(PREFIX);
  throw new RolewardenError(
    'ERR_AUDIT',
    `the kill switch in ${place.name}: ${latest} counts as the latest record`,
    `delete ${place.name}/${latest} if it was put there by hand, and run the command again`,
  );
}

function nameAt(time: number): string {
  return `${PREFIX}${compact(iso(time))}.json`;
}

const NAME = /^switch-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.json$/;

function timeIn(name: string): number | undefined {
  const [, ...parts] = NAME.exec(name) ?? [];
  const [year, month, day, hour, minute, second, ms] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Whatever is no clear release pulls the switch: so does an empty file that somebody puts there by hand. */
function switchedOf(text: string): Switched {
  const record = jsonIn(text);
  const by = fieldOf(record, 'by');
  return { pulled: fieldOf(record, 'pulled') !== false, by: typeof by === 'string' ? by : 'somebody' };
}
