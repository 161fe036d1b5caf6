import { remembering } from '../../core/collections/remembering.ts';
import type { Client } from '../../core/event/event.ts';
import { TEXT_CAP } from '../json/fields.ts';

/** What a user agent starts with or holds, most telling first, and the family it makes. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/terraform/i, 'terraform'],
  [/pulumi/i, 'pulumi'],
  [/configure-aws-credentials|aws-credentials-for-github-actions/i, 'github-actions'],
  [/^aws-cli\//i, 'aws-cli'],
  [/^\[?AWSCloudFormation|^cloudformation\.amazonaws\.com/i, 'cloudformation'],
  [/^(signin|console|sso)\.amazonaws\.com|AWS-?Console|aws-internal\/3.*console/i, 'console'],
  [/^(Mozilla|Opera)\//, 'browser'],
  [/^Boto3\//i, 'boto3'],
  [/^Botocore\//i, 'botocore'],
  [/^aws-sdk-go-v2\//i, 'aws-sdk-go-v2'],
  [/^aws-sdk-go\//i, 'aws-sdk-go'],
  [/^aws-sdk-java\//i, 'aws-sdk-java'],
  [/^aws-sdk-(js|nodejs)\//i, 'aws-sdk-js'],
  [/^aws-sdk-rust\//i, 'aws-sdk-rust'],
  [/^aws-sdk-ruby3?\//i, 'aws-sdk-ruby'],
  [/^aws-sdk-php\//i, 'aws-sdk-php'],
  [/^aws-sdk-dotnet|^aws-sdk-net/i, 'aws-sdk-dotnet'],
  [/^aws-sdk-(kotlin|swift)\//i, 'aws-sdk-mobile'],
  [/^aws-sdk-cpp\//i, 'aws-sdk-cpp'],
  [/^AWSPowerShell/i, 'powershell'],
  [/aws-internal|^AWS Internal/i, 'aws-internal'],
  [/^[\w.-]+\.amazonaws\.com(\.cn)?$/i, 'service'],
  [/aws-sdk-go\//i, 'aws-sdk-go'],
];

/** Windows Server by its name or its build. A build that desktops have too is taken for a desktop's. */
const WINDOWS_SERVER =
  /(?:windows|win32).*(?:20\d\d_?server|server[_ ]20\d\d|(?<![\d.])10\.0\.(?:14393|17763|20348|25398)\b)/i;

const SYSTEMS: readonly (readonly [RegExp, Client['os']])[] = [
  [/Darwin|Macintosh|macos|Mac OS/i, 'macos'],
  [WINDOWS_SERVER, 'windows-server'],
  [/Windows|win32/i, 'windows'],
  [/Linux/i, 'linux'],
];

const UNSTATED: Client = Object.freeze({
  text: undefined,
  family: 'other',
  os: 'unknown',
});
/** User agents of an organisation are some hundreds; the cap is for those that an attacker makes up. */
const CLIENTS = 2_000;
const known = remembering(CLIENTS, (text): Client => Object.freeze(read(text)));

/** Reads a user agent. The caller writes it: it can betray, never acquit. */
export function clientOf(userAgent: string | undefined): Client {
  return userAgent === undefined ? UNSTATED : known(userAgent.slice(0, TEXT_CAP));
}

function read(text: string): Client {
  const bare = text.replace(/^\[/, '').replace(/\]$/, '');
  return {
    text,
    family: FAMILIES.find(([telling]) => telling.test(bare))?.[1] ?? 'other',
    os: SYSTEMS.find(([telling]) => telling.test(bare))?.[1] ?? 'unknown',
  };
}
