// Written by `npm run gen`: add a file to this folder instead of changing this one.
import type { ZodObject } from 'zod';
import anonymisingNetwork from './anonymising-network.ts';
import appUserTakesRole from './app-user-takes-role.ts';
import assumeRoot from './assume-root.ts';
import assumeRootWeight from './assume-root-weight.ts';
import attackOnRolewarden from './attack-on-rolewarden.ts';
import attackTooling from './attack-tooling.ts';
import blockedRole from './blocked-role.ts';
import bornOfOddSession from './born-of-odd-session.ts';
import borrowedName from './borrowed-name.ts';
import breakGlassRole from './break-glass-role.ts';
import certificateTakesRole from './certificate-takes-role.ts';
import chainNeverSeen from './chain-never-seen.ts';
import ciOutsideItsRunners from './ci-outside-its-runners.ts';
import consoleWithoutMfa from './console-without-mfa.ts';
import credentialValidation from './credential-validation.ts';
import decoyRole from './decoy-role.ts';
import type { Rule } from './define.ts';
import deviceCodeElsewhere from './device-code-elsewhere.ts';
import dormantActor from './dormant-actor.ts';
import dormantRole from './dormant-role.ts';
import externalId from './external-id.ts';
import failedThenIn from './failed-then-in.ts';
import fanOut from './fan-out.ts';
import federationToConsole from './federation-to-console.ts';
import federationToken from './federation-token.ts';
import foreignEndpoint from './foreign-endpoint.ts';
import hostingNetwork from './hosting-network.ts';
import identityProviderChanged from './identity-provider-changed.ts';
import impossibleTravel from './impossible-travel.ts';
import instanceConsole from './instance-console.ts';
import keyOutOfPlace from './key-out-of-place.ts';
import longSession from './long-session.ts';
import machineChangesItsWays from './machine-changes-its-ways.ts';
import manyNewRoles from './many-new-roles.ts';
import mfaDeviceBySession from './mfa-device-by-session.ts';
import mfaDropped from './mfa-dropped.ts';
import newAddressOfFixedSource from './new-address-of-fixed-source.ts';
import newCallerForRole from './new-caller-for-role.ts';
import newClient from './new-client.ts';
import newCountry from './new-country.ts';
import newHop from './new-hop.ts';
import newMfaDevice from './new-mfa-device.ts';
import newNetwork from './new-network.ts';
import newRoleForActor from './new-role-for-actor.ts';
import noMfa from './no-mfa.ts';
import offHours from './off-hours.ts';
import offensiveFramework from './offensive-framework.ts';
import oidcProviderNew from './oidc-provider-new.ts';
import oidcRefused from './oidc-refused.ts';
import oidcSubject from './oidc-subject.ts';
import outboundToken from './outbound-token.ts';
import passwordSpraying from './password-spraying.ts';
import policyWidened from './policy-widened.ts';
import portalFanOut from './portal-fan-out.ts';
import probingBeforeAssume from './probing-before-assume.ts';
import quarantinedKey from './quarantined-key.ts';
import rogueSamlProvider from './rogue-saml-provider.ts';
import roleEnumeration from './role-enumeration.ts';
import roleJuggling from './role-juggling.ts';
import rootPasswordRecovery from './root-password-recovery.ts';
import rootUse from './root-use.ts';
import sensitiveRole from './sensitive-role.ts';
import serviceRoleByHand from './service-role-by-hand.ts';
import serviceTakesRole from './service-takes-role.ts';
import sessionPolicyAdmin from './session-policy-admin.ts';
import sessionTags from './session-tags.ts';
import sessionTokenNoMfa from './session-token-no-mfa.ts';
import signinTokenOutsidePortal from './signin-token-outside-portal.ts';
import slowRoleEnumeration from './slow-role-enumeration.ts';
import sourceIdentityDropped from './source-identity-dropped.ts';
import strangerInTheSeat from './stranger-in-the-seat.ts';
import threatListedAddress from './threat-listed-address.ts';
import tokenTwoNetworks from './token-two-networks.ts';
import trustOpened from './trust-opened.ts';
import unknownAccount from './unknown-account.ts';
import unseenKeyElsewhere from './unseen-key-elsewhere.ts';
import unusedRegion from './unused-region.ts';
import unusualWork from './unusual-work.ts';
import workloadCredentialsOutside from './workload-credentials-outside.ts';

/** Every rule, by id. */
export const CATALOGUE: readonly Rule<ZodObject>[] = [
  anonymisingNetwork,
  appUserTakesRole,
  assumeRoot,
  assumeRootWeight,
  attackOnRolewarden,
  attackTooling,
  blockedRole,
  bornOfOddSession,
  borrowedName,
  breakGlassRole,
  certificateTakesRole,
  chainNeverSeen,
  ciOutsideItsRunners,
  consoleWithoutMfa,
  credentialValidation,
  decoyRole,
  deviceCodeElsewhere,
  dormantActor,
  dormantRole,
  externalId,
  failedThenIn,
  fanOut,
  federationToConsole,
  federationToken,
  foreignEndpoint,
  hostingNetwork,
  identityProviderChanged,
  impossibleTravel,
  instanceConsole,
  keyOutOfPlace,
  longSession,
  machineChangesItsWays,
  manyNewRoles,
  mfaDeviceBySession,
  mfaDropped,
  newAddressOfFixedSource,
  newCallerForRole,
  newClient,
  newCountry,
  newHop,
  newMfaDevice,
  newNetwork,
  newRoleForActor,
  noMfa,
  offHours,
  offensiveFramework,
  oidcProviderNew,
  oidcRefused,
  oidcSubject,
  outboundToken,
  passwordSpraying,
  policyWidened,
  portalFanOut,
  probingBeforeAssume,
  quarantinedKey,
  rogueSamlProvider,
  roleEnumeration,
  roleJuggling,
  rootPasswordRecovery,
  rootUse,
  sensitiveRole,
  serviceRoleByHand,
  serviceTakesRole,
  sessionPolicyAdmin,
  sessionTags,
  sessionTokenNoMfa,
  signinTokenOutsidePortal,
  slowRoleEnumeration,
  sourceIdentityDropped,
  strangerInTheSeat,
  threatListedAddress,
  tokenTwoNetworks,
  trustOpened,
  unknownAccount,
  unseenKeyElsewhere,
  unusedRegion,
  unusualWork,
  workloadCredentialsOutside,
];
