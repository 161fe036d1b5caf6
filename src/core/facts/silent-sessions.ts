import type { StsEvent } from '../event/event.ts';
import { isOrganisationRole } from '../event/role-names.ts';
import { rootOf } from '../history/lineage.ts';
import { accountOfRole } from '../history/values.ts';
import { MINUTE } from '../time/days.ts';
import { WIDE } from './account-round.ts';
import { isHeldByCustomer } from './customer.ts';
import type { Facts } from './facts.ts';
import { freshRoles } from './fresh-roles.ts';
import { isServicesOnly } from './role-habit.ts';
import { runsAs } from './runs-as.ts';
import { workloadAstray } from './workload-place.ts';

/**
 * Most code gets a session, works with it, and never calls STS: it has no history of its own. That none of its sessions
 * took a role, in ninety days, is known all the same. On how many days they were issued, where one now takes its first;
 * 0 where it is not known whose session it is (people take roles, too, and the record of that may come late), or where it
 * is an app's user's, whom another rule judges.
 */
export function silentDays(event: StsEvent, facts: Facts): number {
  const isWhose = event.actor.workload !== undefined || rootOf(event, facts.lineage) !== undefined;
  return !isWhose || isHeldByCustomer(facts) || isJudgedAnyway(event, facts) ? 0 : facts.callerRole.days;
}

/**
 * Every new tool has a first role, so that is a contribution only, and what makes the step an alert may not be told twice:
 * `fan-out` (by its defaults), `service-role-by-hand` and `workload-credentials-outside` judge it with or without the
 * silence (ADR 0075).
 */
function isJudgedAnyway(event: StsEvent, facts: Facts): boolean {
  const { role } = facts;
  if (isOrganisationRole(event.role?.name ?? '') || (role.covered && isServicesOnly(role))) return true;
  const round = { windowMs: WIDE.minutes * MINUTE, of: accountOfRole, enough: WIDE.accounts };
  if (freshRoles(event, facts, round).own.length >= WIDE.accounts) return true;
  const running = runsAs(event, facts);
  const astray = running && workloadAstray(event, running.workload, facts);
  return astray !== undefined && 'where' in astray;
}
