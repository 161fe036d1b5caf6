import type { RoleRef } from '../core/event/event.ts';
import type { RoleTraits } from '../core/event/settings.ts';
import { listed } from '../core/text/sentence.ts';
import type { Observation, SeenRole } from './observation.ts';
import { escaped, last, on, type Section, sorted } from './section.ts';

/** Proposes which roles can do much, and which are for emergencies, by their names and what their sessions assumed. */
export function roles(
  { roles: all }: Observation,
  traits: (role: RoleRef) => RoleTraits,
): readonly Section[] {
  const known = sorted(all);
  const traitsOf = (arn: string, { accountId, name }: SeenRole) => traits({ arn, accountId, name });
  const adminArns = new Set(
    known.filter(([arn, one]) => traitsOf(arn, one).sensitivity === 'admin').map(([arn]) => arn),
  );
  const named = (wanted: (one: RoleTraits) => boolean) =>
    known
      .filter(([arn, one]) => wanted(traitsOf(arn, one)))
      .map(([arn, one]) => ({ value: escaped(arn), why: `by its name; ${on(one)}` }));
  const leads = known.filter(
    ([arn, one]) => !adminArns.has(arn) && [...one.took].some((taken) => adminArns.has(taken)),
  );
  return [
    {
      path: ['roles', 'admin'],
      about: 'Roles that can do everything, by their names. Add those whose names do not show it.',
      entries: named(({ sensitivity, breakGlass }) => sensitivity === 'admin' && !breakGlass),
    },
    {
      path: ['roles', 'power'],
      about:
        'Roles that can do much: by their names, or because their sessions assumed an administrator role.',
      entries: [
        ...named(({ sensitivity }) => sensitivity === 'power'),
        ...leads
          .filter(([arn, one]) => traitsOf(arn, one).sensitivity !== 'power')
          .map(([arn, one]) => ({
            value: escaped(arn),
            why: `its sessions assumed ${listed([...one.took].filter((taken) => adminArns.has(taken)).map(last))}`,
          })),
      ],
    },
    {
      path: ['roles', 'breakGlass'],
      about:
        'Emergency roles: every use alerts, drills included. While this list is here, no other role counts as one by its name: add new ones.',
      entries: named(({ breakGlass }) => breakGlass),
    },
  ];
}
