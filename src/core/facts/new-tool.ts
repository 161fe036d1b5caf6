import type { StsEvent } from '../event/event.ts';
import { parentOf } from '../history/lineage.ts';
import { callerValue } from '../history/values.ts';
import { everSeen } from '../history/view.ts';
import type { Facts } from './facts.ts';
import { codeBehind } from './runs-as.ts';

/**
 * Whether it looks like the first days of a tool of ours: code in AWS without history takes a role that was made for it, as
 * nobody else ever assumed it. Whoever steals the credentials of what runs already, or goes into the roles that are there,
 * is none; nor is who becomes administrator.
 */
export function isNewTool(event: StsEvent, facts: Facts): boolean {
  const { actor, role, settings } = facts;
  if (actor.covered || event.role === undefined) return false;
  if (settings.role(event.role).sensitivity === 'admin') return false;
  const self = callerValue(event);
  const callers = everSeen(role, 'caller');
  if (callers.some((caller) => caller !== self)) return false;
  return isCodeInAws(event, facts);
}

/**
 * A service was seen taking the calling session for code, without anything odd about it, and it is still in AWS. How the
 * session is called proves nothing: whoever assumes a role may call it like an instance or a pod.
 */
function isCodeInAws(event: StsEvent, { lineage }: Facts): boolean {
  const { origin } = event;
  if (origin.kind !== 'ip' || origin.network?.provider !== 'aws') return false;
  const parent = parentOf(event, lineage);
  return (
    parent?.heldBy !== undefined && codeBehind(parent.heldBy) !== undefined && parent.birth.finding === null
  );
}
