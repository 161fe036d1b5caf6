import type { Caller, RoleName } from '../callers.ts';
import { opaque, session } from '../callers.ts';
import { assumeRole, issuedKey, type RawCloudTrail, type RoleCall } from '../records.ts';
import type { Stage } from '../scenarios/stage.ts';
import type { World } from './world.ts';

/** Where the organisation lives: the stage, its networks and its accounts. */
export interface Scene {
  readonly stage: Stage;
  readonly world: World;
  readonly days: number;
  readonly accounts: readonly string[];
}

/** One who does something on a day; days count from 0, a Monday. */
export type Routine = (day: number) => void;

/** A UTC time of day: hours may be below 0 or above 23, and wrap. */
export function clock(stage: Stage, hour: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(((Math.floor(hour) % 24) + 24) % 24)}:${two(stage.dice(60))}:${two(stage.dice(60))}`;
}

/** True once in n throws. */
export const oneIn = (stage: Stage, n: number): boolean => stage.dice(n) === 0;

/** Monday to Friday. */
export const isWorkday = (stage: Stage, day: number): boolean => stage.weekday(day) <= 5;

/** The session that a call issued, as the caller of the next call. */
export function sessionOf(call: RoleCall, extra: Readonly<Record<string, unknown>> = {}): Caller {
  return session({ role: call.role, session: call.session, key: issuedKey(call), issuedAt: call.at, extra });
}

/** Both copies of a cross-account call: the caller's, and the owner's, which knows no ARN. */
export function copies(call: RoleCall, callerAccount: string): readonly RawCloudTrail[] {
  if (callerAccount === call.role.account) return [assumeRole(call)];
  const shared = opaque('', `${call.at}${call.session}${call.role.account}${call.role.name}`, 20);
  const own = assumeRole({ ...call, shared, account: callerAccount });
  const by = { type: 'AWSAccount', principalId: call.by['principalId'], accountId: callerAccount };
  const owner = { ...assumeRole({ ...call, shared, by }), responseElements: own['responseElements'] };
  return [own, owner];
}

/** The name of a permission set's role: the same set has another ending in every account. */
export function permissionSet(account: string, name: string): RoleName {
  const ending = Buffer.from(`${account}${name}`).toString('hex').slice(-16);
  return {
    account,
    name: `AWSReservedSSO_${name}_${ending}`,
    path: '/aws-reserved/sso.amazonaws.com/eu-central-1/',
  };
}
