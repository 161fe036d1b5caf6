/** What the process was started with. Only `run/` and the command line read the real one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The region that Rolewarden runs in. */
export function regionOf(environment: Environment): string {
  return environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1';
}

/** How S3 is reached where an endpoint is named, as the SDK names it: an emulator has no bucket in its host's name. */
export function s3Endpoint(
  environment: Environment,
): { readonly endpoint: string; readonly forcePathStyle: true } | Record<string, never> {
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  return endpoint === undefined ? {} : { endpoint, forcePathStyle: true };
}
