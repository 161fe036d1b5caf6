/** Environment variables. Only `run/` and the command line read those of the process; other code is given them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The region that Rolewarden runs in; us-east-1 if the environment names none. */
export function regionOf(environment: Environment): string {
  return environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1';
}

/**
 * The S3 endpoint, from the SDK's own variables. Path style, since an emulator's host name cannot contain the bucket.
 */
export function s3Endpoint(
  environment: Environment,
): { readonly endpoint: string; readonly forcePathStyle: true } | Record<string, never> {
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  return endpoint === undefined ? {} : { endpoint, forcePathStyle: true };
}
