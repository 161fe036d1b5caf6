import { certificateService } from '../event/by-certificate.ts';
import { takesForPeople } from '../event/for-people.ts';

/** How each kind of workload gets new credentials, by its name or the principal of the service that took the role for it. */
const RESTARTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:the instance$|ec2\.)/, 'stop and start it, no reboot, or attach another instance profile'],
  [/^(?:the function$|lambda\.)/, 'change the function’s configuration; an environment variable will do'],
  [/^(?:the pod$|pods\.eks\.)/, 'delete the pod'],
  [/^(?:the task$|ecs-tasks\.)/, 'stop the task; a service of ECS starts another'],
  [/^codebuild\./, 'stop the build, and start another'],
];

const COGNITO = /^cognito-identity\.amazonaws\.com/;

const ASSIGNED =
  'Whoever holds it gets another from the account access portal: in IAM’s account access manager remove the person’s assignment, then delete their active sessions in Identity Center.';

/** What stops an app's user from getting another session. */
export const APPS_USER =
  'The session is an app’s user’s, who gets another from Amazon Cognito: disable that user in the user pool or at the identity provider; for guests, the identity pool’s guest access.';

const CERTIFIED =
  'No restart helps or is needed: a program with a certificate fetches new credentials by itself.';
const REVOKE_CERTIFICATE: Readonly<Record<string, string>> = {
  'IAM Roles Anywhere':
    'Revoke the certificate: CreateSession in CloudTrail names it, its profile and its trust anchor. Import a list that has it (aws rolesanywhere import-crl), or shut out everybody with that profile (aws rolesanywhere disable-profile --profile-id …).',
  'AWS IoT':
    'Deactivate the certificate (aws iot update-certificate --new-status INACTIVE --certificate-id …), or delete the role alias that it uses.',
};

/** What a person must know of who holds a session that a service took, before it is denied. `holder`: as it is told. */
export function holderSteps(holder: string): readonly string[] {
  if (takesForPeople(holder)) return [ASSIGNED];
  if (COGNITO.test(holder)) return [APPS_USER];
  const by = certificateService({ kind: 'service', name: holder });
  if (by !== undefined) {
    return [
      `The session was issued for a certificate (${by}): whoever has its private key gets another at once.`,
      REVOKE_CERTIFICATE[by] ?? '',
      CERTIFIED,
    ];
  }
  const keeps = `The credentials are held by ${holder}, which keeps the denied ones until they expire (up to 6 hours): until then`;
  const restart = restartOf(holder);
  return restart === undefined
    ? [
        `${keeps} what it does with the role fails.`,
        'Find the service’s resource that uses the role, and stop it first: it gets new credentials for its next work.',
      ]
    : [
        `${keeps} the workload is down.`,
        'Isolate the workload before you restart it: an attacker’s code inside it gets the new credentials too.',
        `Restart it after the revocation: ${restart}.`,
      ];
}

/** The same as an aside to a command that denies it. */
export function holderAside(holder: string): string {
  if (takesForPeople(holder)) return 'held by a person, who gets another from the account access portal';
  if (COGNITO.test(holder)) return 'held by an app’s user, who gets another from Amazon Cognito';
  const by = certificateService({ kind: 'service', name: holder });
  if (by !== undefined)
    return `issued for a certificate (${by}), which gets another at once: revoke that first`;
  const restart = restartOf(holder);
  return restart === undefined
    ? `held by ${holder}, whose work with the role fails until it has new credentials`
    : `held by ${holder}, which stays denied until it is restarted: ${restart}`;
}

/** What denying it costs: why nothing is done without a person. */
export function holderCost(holder: string): string {
  if (COGNITO.test(holder)) return 'the session is held by an app’s user, whom denying it stops';
  const by = certificateService({ kind: 'service', name: holder });
  return by === undefined
    ? `the session is held by ${holder}: denying it stops the workload`
    : `the session was issued for a certificate (${by}): denying it stops a program until that asks for another`;
}

function restartOf(holder: string): string | undefined {
  return RESTARTS.find(([sign]) => sign.test(holder))?.[1];
}
