import type { Origin } from '../place/origin.ts';
import { countryName } from '../place/place-words.ts';
import type { StsEvent } from './event.ts';

/** One sentence for a finding: who did what to which role from where. Attacker-controlled: sinks encode. */
export function describe(event: StsEvent): string {
  return `${who(event)} ${did(event)} ${whence(event.origin)}${TAILS[event.outcome]}`;
}

const TAILS = { success: '', denied: ' (denied)', error: ' (failed)' } as const;

/** The address with its country and network, or what stands in its place. */
export function whence(origin: Origin): string {
  switch (origin.kind) {
    case 'service':
      return `through ${origin.service}`;
    case 'internal':
      return 'from inside AWS';
    case 'other':
      return `from ${origin.text || 'an unstated address'}`;
    case 'ip': {
      const { network, place } = origin;
      const about = [place?.city, place && countryName(place.country), network?.name ?? network?.key];
      const words = about.filter((word) => word !== undefined).join(', ');
      return words === '' ? `from ${origin.ip}` : `from ${origin.ip} (${words})`;
    }
  }
}

function who({ actor }: StsEvent): string {
  return actor.kind === 'role' && actor.sessionName !== undefined
    ? `${actor.name} (session ${actor.sessionName})`
    : actor.name;
}

function did(event: StsEvent): string {
  const role = event.role === undefined ? undefined : `${event.role.name} in ${event.role.accountId}`;
  const granted = event.outcome === 'success';
  switch (event.name) {
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
    case 'SwitchRole':
      return `${granted ? 'assumed' : 'tried to assume'} ${role ?? 'a role'}`;
    case 'AssumeRoot':
      return `${granted ? 'assumed' : 'tried to assume'} root of ${event.request.targetAccountId ?? 'a member account'}`;
    case 'ConsoleLogin':
      return granted ? 'signed in to the console' : 'tried to sign in to the console';
    case 'GetRoleCredentials':
      return `${granted ? 'fetched' : 'tried to fetch'} credentials of ${role ?? 'a permission set'}`;
    case 'CreateOAuth2Token':
      return granted ? loggedIn(event) : 'tried to fetch credentials by aws login';
    default:
      return `called ${event.eventName}`;
  }
}

function loggedIn({ request }: StsEvent): string {
  return request.grantType === 'refresh_token'
    ? 'renewed credentials of aws login'
    : 'fetched credentials by aws login';
}
