import { type Person, signIn } from './people.ts';
import type { Stage } from './stage.ts';

/** The user agent of Identity Center's servers when they take a role for a person. */
export const PORTAL_SDK =
  'aws-sdk-java/2.46.14 md/io#sync md/http#Apache md/internal ua/2.1 api/STS#2.46.x os/Linux#4.14.355 lang/java#17.0.19';

/** A sign-in as in recent records: the call comes from Identity Center's servers, somewhere in AWS. */
export function portalGrant(stage: Stage, person: Person, at: string) {
  return signIn(stage, { ...person, client: PORTAL_SDK }, at, 'awsFrankfurt', 1 + stage.dice(50));
}
