/** Environment variables. Only `run/` and the command line read those of the process; other code is given them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The first of these variables that is set. An empty one counts as not set, as for the AWS command line. */
export function variable(environment: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
}

/** The region that the environment names. The AWS SDK for JavaScript knows the first of the two variables only. */
export function namedRegion(environment: Environment): string | undefined {
  return variable(environment, 'AWS_REGION', 'AWS_DEFAULT_REGION');
}

/** The region that Rolewarden runs in; us-east-1 if the environment names none. */
export function regionOf(environment: Environment): string {
  return namedRegion(environment) ?? 'us-east-1';
}

/**
 * The S3 endpoint, from the SDK's own variables. Path style, since an emulator's host name cannot contain the bucket.
 */
export function s3Endpoint(
  environment: Environment,
): { readonly endpoint: string; readonly forcePathStyle: true } | Record<string, never> {
  const endpoint = variable(environment, 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL');
  return endpoint === undefined ? {} : { endpoint, forcePathStyle: true };
}
