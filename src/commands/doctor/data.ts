import { createApp } from '../../app.ts';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { DAY } from '../../core/time/days.ts';
import { counted } from '../../report/counted.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail, ok, warn } from './checks.ts';

const OLD_DATABASE = 60 * DAY;

/** Whether databases and lists load, and how old the databases are. */
export async function dataChecks({ config, log }: Desk, now: number): Promise<readonly Check[]> {
  try {
    const app = await createApp({ config, log });
    const { databases, lists } = app.locator.describe();
    await app.close();
    const aged = databases.map(({ buildDate, kind, path }) => {
      const age = now - Date.parse(buildDate ?? '');
      const words = `${kind} (${path})${Number.isNaN(age) ? '' : `, ${counted(Math.floor(age / DAY), 'day')} old`}`;
      const newer =
        path === 'embedded'
          ? `a newer version of Rolewarden has a newer one; or name a file of yours: databases.${kind}`
          : `replace the file by a newer one: databases.${kind}`;
      return age > OLD_DATABASE ? warn('database', words, newer) : ok('database', words);
    });
    const loaded = lists.map(({ entries, name }) => ok('list', `${name}, ${entries} entries`));
    const none = 'none: threat-listed-address and anonymising-network answer unknown';
    return [...aged, ...(loaded.length === 0 ? [warn('list', none, 'name files under lists')] : loaded)];
  } catch (thrown) {
    const fix = thrown instanceof RolewardenError ? thrown.remedy : 'correct databases and lists';
    return [fail('data', reasonOf(thrown), fix)];
  }
}
