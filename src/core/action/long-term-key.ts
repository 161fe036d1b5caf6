import type { StsEvent } from '../event/event.ts';
import { LONG_TERM_KEY } from '../event/issued-to.ts';
import type { Target } from '../event/target.ts';
import { endCommand } from './end-command.ts';

/** Ending a user's sessions leaves what they are got with. A password change also ends what `aws login` renews. */
export function userKeepsSteps({ name }: StsEvent['actor']): readonly string[] {
  return [
    `Their password and access keys get others: change the password (which ends \`aws login\`, too), and deactivate the keys: aws iam list-access-keys --user-name '${name.replaceAll("'", '')}'`,
  ];
}

/** What remains to be done by a person when the caller used a long-term access key: a deny does not end the key. */
export function longTermKeySteps(event: StsEvent): readonly string[] {
  const { accessKeyId, accountId, kind, name } = event.actor;
  // it goes into a command to be pasted
  if (!LONG_TERM_KEY.test(accessKeyId ?? '')) return [];
  const whose = kind === 'root' ? 'the root user' : `user ${name}`;
  const of = accountId === undefined ? whose : `${whose} of ${accountId}`;
  return [
    `The ${event.grant === undefined ? 'call was made' : 'session was requested'} with the long-term access key ${accessKeyId} of ${of}, which works until it is deactivated.`,
    kind === 'root'
      ? 'Deactivate the key as root, under Security credentials.'
      : `Deactivate the key: aws iam update-access-key --user-name '${name.replaceAll("'", '')}' --access-key-id ${accessKeyId} --status Inactive`,
    'Deactivating the key does not end sessions already issued with it.',
  ];
}

/** Of a user whom somebody else quarantined, as AWS does: the caller is not the thief, and the call names no key. */
export function leakedKeySteps(user: Target): readonly string[] {
  const named = `--user-name '${user.name}'`;
  return [
    `The keys of user ${user.name} of ${user.accountId} work until they are deactivated. List them: aws iam list-access-keys ${named}`,
    `Deactivate each that is active: aws iam update-access-key ${named} --access-key-id ACCESS_KEY_ID --status Inactive`,
    `Deactivating a key does not end sessions already issued with it. To end the user’s own: ${endCommand(user, undefined)} (add --dry-run to preview).`,
  ];
}
