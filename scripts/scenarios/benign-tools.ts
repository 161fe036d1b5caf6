import { service, session } from '../callers.ts';
import { address } from '../places.ts';
import { assumeRole, BOTO, issuedKey, serviceRole } from '../records.ts';
import { SHOP } from './organisation.ts';
import { PEOPLE } from './people.ts';
import { quietDays, type Stage } from './stage.ts';
import type { Story } from './story.ts';

const QUIET = { atLeast: 0, atMost: 0 };
const INVENTORY = { account: SHOP, name: 'inventory-task' };

/** Harmless programs that begin one day, and do much at once from then on. */
export const BENIGN_TOOLS: readonly Story[] = [
  {
    name: 'new-inventory',
    title: 'An inventory of all accounts begins',
    text: 'From day 30 on a task of ECS, with a role of its own and another public address every night, assumes the role that was made for it in each of nine accounts, within a minute.',
    why: 'A loop over the organisation from an address that nobody used before looks like a thief’s; but the task has no history yet, and nobody else ever had the roles that it assumes. After its first week its habits are known.',
    seed: 42,
    tell(stage) {
      quietDays(stage, PEOPLE);
      for (let day = 30; day < 40; day++) inventoryNight(stage, day);
      return [];
    },
    alerts: QUIET,
  },
];

function inventoryNight(stage: Stage, day: number): void {
  const issued = {
    ...{ at: stage.at(day, '02:00:00'), by: service('ecs-tasks.amazonaws.com'), account: SHOP },
    ...{ role: INVENTORY, session: `task-${day}`, seconds: 21_600 },
  };
  stage.add(serviceRole(issued));
  const key = issuedKey({ ...issued, from: '' });
  const by = session({ role: INVENTORY, session: issued.session, key, issuedAt: issued.at });
  for (let n = 0; n < 9; n++) {
    const role = { account: `22222222220${n}`, name: 'InventoryReader' };
    const at = stage.at(day, `02:01:${10 + n}`);
    const from = address('awsFrankfurt', day + 10);
    stage.add(assumeRole({ at, by, from, with: BOTO, account: SHOP, role, session: 'inventory' }));
  }
}
