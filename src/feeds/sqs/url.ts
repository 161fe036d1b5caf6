import { wrongUsage } from '../../core/errors.ts';

/** Takes a queue's URL apart. `region` is undefined if the host name is not AWS's. Throws ERR_USAGE. */
export function parseQueueUrl(text: string): {
  readonly name: string;
  readonly origin: string;
  readonly region: string | undefined;
} {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, name] =
    /^\/(?:\d{12}|queue)\/([\w-]{1,75}(?:\.fifo)?|[\w-]{1,80})$/.exec(url?.pathname ?? '') ?? [];
  if (url === undefined || name === undefined || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw wrongUsage(
      `${JSON.stringify(text)} is not the URL of a queue`,
      'give its URL, not its ARN or name: https://sqs.REGION.amazonaws.com/ACCOUNT/NAME',
    );
  }
  const [, region] =
    /^(?:.+\.)?(?:sqs(?:-fips)?)\.([a-z]+(?:-[a-z]+)+-\d+)\.(?:vpce\.)?(?:amazonaws|api)\./.exec(
      url.hostname,
    ) ??
    /^([a-z]+(?:-[a-z]+)+-\d+)\.queue\.amazonaws\./.exec(url.hostname) ??
    [];
  return { name, origin: url.origin, region };
}
