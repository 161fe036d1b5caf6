import { type Caller, session, webIdentity } from '../../scripts/callers.ts';
import type { PlaceName } from '../../scripts/places.ts';
import { issuedKey, type RawCloudTrail, withWebIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { daily } from './cases.ts';
import { A, call, role } from './chain.ts';

const COGNITO = 'cognito-identity.amazonaws.com';
const APP = role('AppUsers');

/** A user of an app takes its role; by Cognito's identity pool unless another issuer is said. */
const taken = (stage: Stage, day: number, time: string, place: PlaceName, issuer: string) =>
  call(stage, { role: APP, by: webIdentity(A, issuer, 'eu-central-1:0b5f'), day, time, place });

/** The user at home on thirty days, and elsewhere soon after. */
export const appUserTravels =
  (to: PlaceName, issuer = COGNITO) =>
  (stage: Stage): RawCloudTrail => {
    daily(stage, (day) => withWebIdentity(taken(stage, day, '08:00', 'berlinHome', issuer)));
    stage.add(withWebIdentity(taken(stage, 30, '08:00', 'berlinHome', issuer)));
    return withWebIdentity(taken(stage, 30, '08:40', to, issuer));
  };

/** The session that the app got for its user at home. */
export function appSession(stage: Stage, issuer = COGNITO): Caller {
  const issued = taken(stage, 30, '08:00', 'berlinHome', issuer);
  stage.add(withWebIdentity(issued));
  return session({ role: APP, session: issued.session, key: issuedKey(issued), issuedAt: issued.at });
}
