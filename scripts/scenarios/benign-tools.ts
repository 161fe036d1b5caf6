import { type RoleName, service, session } from '../callers.ts';
import { address } from '../places.ts';
import { assumeRole, BOTO, issuedKey, serviceRole } from '../records.ts';
import { SHOP } from './organisation.ts';
import { ALICE, BOB, PEOPLE, personDay } from './people.ts';
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
  {
    name: 'agents-for-people',
    title: 'Agents work for people, and say for whom',
    text: 'From day 30 on a gateway of agents, a task of ECS, assumes a role several times a day for what Alice and Bob have asked of it, and passes their addresses as the sourceIdentity.',
    why: 'The name of another person in a session is what a thief would put there; but a broker passes nothing else, from its first day on.',
    seed: 43,
    tell(stage) {
      quietDays(stage, PEOPLE);
      for (let day = 30; day < 44; day++) {
        personDay(stage, ALICE, day);
        agentsDay(stage, day);
      }
      return [];
    },
    alerts: QUIET,
  },
];

/** A session that ECS gets for a task. */
function taskSession(stage: Stage, role: RoleName, at: string) {
  const issued = {
    ...{ at, by: service('ecs-tasks.amazonaws.com'), account: SHOP, role },
    ...{ session: `task-${at.slice(5, 10)}`, seconds: 43_200 },
  };
  stage.add(serviceRole(issued));
  const key = issuedKey({ ...issued, from: '' });
  return session({ role, session: issued.session, key, issuedAt: at });
}

function agentsDay(stage: Stage, day: number): void {
  const by = taskSession(stage, { account: SHOP, name: 'agents-gateway' }, stage.at(day, '06:00:00'));
  for (const [n, sourceIdentity] of [ALICE.mail, BOB.mail, ALICE.mail].entries()) {
    const call = { at: stage.at(day, `1${n}:20:00`), by, from: address('awsFrankfurt', 12), with: BOTO };
    const role = { account: SHOP, name: 'AgentWork' };
    stage.add(assumeRole({ ...call, account: SHOP, role, session: `run-${n}`, extra: { sourceIdentity } }));
  }
}

function inventoryNight(stage: Stage, day: number): void {
  const by = taskSession(stage, INVENTORY, stage.at(day, '02:00:00'));
  for (let n = 0; n < 9; n++) {
    const role = { account: `22222222220${n}`, name: 'InventoryReader' };
    const at = stage.at(day, `02:01:${10 + n}`);
    const from = address('awsFrankfurt', day + 10);
    stage.add(assumeRole({ at, by, from, with: BOTO, account: SHOP, role, session: 'inventory' }));
  }
}
