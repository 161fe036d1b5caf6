import type { Origin } from '../place/origin.ts';
import { countryName } from '../place/place-words.ts';
import type { StsEvent } from './event.ts';

/** One sentence for a finding: who did what to which role from where. Attacker-controlled: sinks encode. */
export function describe(event: StsEvent): string {
  const { actor, origin, outcome } = event;
  // a service that calls for itself would be named twice
  const itself = origin.kind === 'service' && actor.kind === 'service' && actor.name === origin.service;
  return `${who(event)} ${did(event)}${itself ? '' : ` ${whence(origin)}`}${TAILS[outcome]}`;
}

const TAILS = { success: '', denied: ', and was denied', error: ', and failed' } as const;

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
  const { name, outcome, request } = event;
  const role = event.role === undefined ? undefined : `${event.role.name} in ${event.role.accountId}`;
  const verb = (past: string, present: string) => (outcome === 'success' ? past : `tried to ${present}`);
  switch (name) {
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
    case 'SwitchRole':
      return `${verb('assumed', 'assume')} ${role ?? 'a role'}`;
    case 'AssumeRoot':
      return `${verb('assumed', 'assume')} root of ${request.targetAccountId ?? 'a member account'}`;
    case 'ConsoleLogin':
      return `${verb('signed in', 'sign in')} to the console${account(event)}`;
    case 'GetRoleCredentials':
      return `${verb('fetched', 'fetch')} credentials of ${role ?? 'a permission set'}`;
    case 'CreateToken':
      return `${verb('fetched', 'fetch')} a token of Identity Center`;
    case 'CreateOAuth2Token':
      return request.grantType === 'refresh_token'
        ? `${verb('renewed', 'renew')} credentials of aws login`
        : `${verb('fetched', 'fetch')} credentials by aws login`;
    default:
      return `called ${event.eventName}${account(event)}`;
  }
}

/** In which account, unless the caller's name says that: root is named after it. */
function account({ actor, recipientAccountId: id }: StsEvent): string {
  return id === undefined || actor.name.includes(id) ? '' : ` in ${id}`;
}
