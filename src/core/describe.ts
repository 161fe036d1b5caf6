import type { StsEvent } from './event.ts';
import type { Origin } from './origin.ts';
import { countryName } from './place-words.ts';

/** One sentence for a finding: who did what to which role from where. Attacker-controlled: sinks encode. */
export function describe(event: StsEvent): string {
  const tail = event.outcome === 'success' ? '' : event.outcome === 'denied' ? ' (denied)' : ' (failed)';
  return `${who(event)} ${did(event)} ${whence(event.origin)}${tail}`;
}

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
  switch (event.name) {
    case 'AssumeRole':
    case 'AssumeRoleWithSAML':
    case 'AssumeRoleWithWebIdentity':
    case 'SwitchRole':
      return event.outcome === 'success'
        ? `assumed ${role ?? 'a role'}`
        : `tried to assume ${role ?? 'a role'}`;
    case 'AssumeRoot':
      return `assumed root of ${event.request.targetAccountId ?? 'a member account'}`;
    case 'ConsoleLogin':
      return event.outcome === 'success' ? 'signed in to the console' : 'tried to sign in to the console';
    default:
      return `called ${event.eventName}`;
  }
}
