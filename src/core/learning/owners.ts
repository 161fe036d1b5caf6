import { actorOwner } from '../event/actor.ts';
import type { StsEvent } from '../event/event.ts';
import { organisationValues } from '../facts/organisation.ts';
import { type OrganisationDimension, organisationOwner } from '../facts/organisation-owner.ts';
import { roleOwner } from '../history/values.ts';

/** Whose histories judging an event may ask for, the organisation's own aside: found once, and used for all of it. */
export interface Owners {
  readonly actor: string | undefined;
  readonly role: string | undefined;
  /** The role whose session asks for another. */
  readonly callerRole: string | undefined;
  readonly values: readonly OrganisationValue[];
}

/** A value of the organisation, and the owner of its history. */
export interface OrganisationValue {
  readonly dimension: OrganisationDimension;
  readonly value: string;
  readonly owner: string;
}

/** Finds them for one event. */
export function ownersOf(event: StsEvent): Owners {
  const values: OrganisationValue[] = [];
  organisationValues(event, (dimension, value) => {
    if (!value) return;
    const owner = organisationOwner(dimension, value);
    values.push({ dimension, value, owner });
  });
  const { actor, role } = event;
  return { actor: actorOwner(actor), role: role && roleOwner(role), callerRole: callerRoleOf(event), values };
}

function callerRoleOf({ actor, name }: StsEvent): string | undefined {
  const { accountId, arn = '', kind, roleName } = actor;
  if (name !== 'AssumeRole' || kind !== 'role' || accountId === undefined || roleName === undefined)
    return undefined;
  return roleOwner({ arn, accountId, name: roleName });
}
