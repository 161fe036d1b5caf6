import type { RoleRef } from '../core/event/event.ts';
import type { RoleTraits } from '../core/event/settings.ts';
import { identity } from './identity.ts';
import type { Observation } from './observation.ts';
import { organisation } from './organisation.ts';
import { roles } from './roles.ts';
import { schedules } from './schedules.ts';
import type { Section } from './section.ts';

/**
 * Proposes a configuration from what was seen. Values seen on fewer than three days are left out, and so are empty
 * sections. `traits`: what the present configuration, or a role's name, says of the role.
 */
export function propose(observed: Observation, traits: (role: RoleRef) => RoleTraits): readonly Section[] {
  return [
    ...organisation(observed),
    ...identity(observed),
    ...roles(observed, traits),
    ...schedules(observed),
  ].filter(({ entries }) => entries.length > 0);
}
