import { type Caller, session } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, type RawCloudTrail } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { getRoleCredentials, unnamedPortalUser } from '../../scripts/sign-in.ts';
import { A } from './chain.ts';

const SET = `AWSReservedSSO_Developer_7243976e43c75fc5`;

/** A session of a person’s permission set, with the id by which Identity Center knows them. */
export const ofPerson = (stage: Stage, day: number, name = 'alice', userId = `U-${name}`): Caller => ({
  ...session({
    role: { account: A, name: SET, path: '/aws-reserved/sso.amazonaws.com/' },
    session: `${name}@example.com`,
    key: `ASIA${name.toUpperCase()}${day}EXAMPLE`,
    issuedAt: stage.at(day, '09:00:00'),
  }),
  onBehalfOf: { userId, identityStoreArn: `arn:aws:identitystore::${A}:identitystore/d-1234567890` },
});

/** One person by both keys on a day: the id fetches the credentials, and the name uses them. */
export const morningOf = (
  stage: Stage,
  day: number,
  place: PlaceName,
  { name = 'alice', host = 3 } = {},
): readonly RawCloudTrail[] => {
  const [from, userId] = [address(place, host), `U-${name}`];
  const portal = { at: stage.at(day, '09:00:00'), by: unnamedPortalUser(A, userId), from, account: A };
  return [
    getRoleCredentials(portal, { account: A, name: 'Developer' }),
    callerIdentity({ at: stage.at(day, '09:10'), by: ofPerson(stage, day, name), from, account: A }),
  ];
};
