import { SecretValue } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** A reference to the text of a secret: to the version named, or to the newest at the time of the first deployment. */
export function textIn({ secretArn }: ISecret, versionId: string | undefined): string {
  return SecretValue.secretsManager(secretArn, versionId === undefined ? {} : { versionId }).unsafeUnwrap();
}
