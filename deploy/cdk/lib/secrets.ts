import { SecretValue } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** A reference to the text of a secret: to the version named, or to the newest at the time of the first deployment. */
export function textIn({ secretArn }: ISecret, versionId: string | undefined): string {
  return SecretValue.secretsManager(secretArn, versionId === undefined ? {} : { versionId }).unsafeUnwrap();
}

/** The variable with the key that signs records of revocations, and the one with another that is accepted. */
export const SIGNING_KEYS = ['ROLEWARDEN_SIGNING_KEY', 'ROLEWARDEN_SIGNING_KEY_ACCEPTED'] as const;

/**
 * Which version of the secret each of these variables gets. Both are always set, so that the configuration may name both
 * and stay as it is while a key is changed: with one version they hold the same.
 */
export function signingVersions(
  versions: readonly string[] = [],
): readonly (readonly [name: string, version: string | undefined])[] {
  const [signs, accepted = signs] = versions;
  return [
    [SIGNING_KEYS[0], signs],
    [SIGNING_KEYS[1], accepted],
  ];
}
