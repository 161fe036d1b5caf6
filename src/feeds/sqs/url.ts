import { wrongUsage } from '../../core/errors.ts';

/** Takes a queue's URL apart. `region` is undefined if the host name names none. Throws ERR_USAGE. */
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
  return { name, origin: url.origin, region: regionOfQueue(text) };
}

const REGION = String.raw`([a-z]{2}(?:-[a-z]+)+-\d+)`;
const HOSTS = [
  new RegExp(`^(?:.+\\.)?sqs(?:-fips)?\\.${REGION}\\.`),
  // the host name of old queue URLs
  new RegExp(`^${REGION}\\.queue\\.`),
];

/** The region that the host name of a queue's URL names; undefined for other hosts, and for what is no URL. */
export function regionOfQueue(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  for (const host of HOSTS) {
    const region = host.exec(hostname)?.[1];
    if (region !== undefined) return region;
  }
  return undefined;
}
