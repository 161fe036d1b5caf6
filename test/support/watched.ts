import { type Caller, session } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import type { Call, RawCloudTrail } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { serviceCall } from '../../scripts/sign-in.ts';
import { A, role } from './chain.ts';

/** A configuration that looks at what sessions do. */
export const WATCH = { sessions: 'watch' };

/** A session of a role, by its access key. */
export const sessionOf = (name: string, key = `ASIA${name.toUpperCase()}EXAMPLE`): Caller =>
  session({ role: role(name), session: 'work', key, issuedAt: '2026-03-31T08:00:00Z' });

/** A call of another service on day 30, by the session of a role unless something else is said. */
export function watched(
  stage: Stage,
  call: string,
  asked: unknown,
  how: Partial<Call> & { readonly time?: string; readonly place?: PlaceName } = {},
): RawCloudTrail {
  const { time = '09:00', place = 'berlinHome', ...rest } = how;
  const [source = '', eventName = ''] = call.split(':');
  const base = { at: stage.at(30, time), by: sessionOf('Ops'), from: address(place), account: A };
  return serviceCall(source, eventName, { ...base, ...rest }, asked);
}
