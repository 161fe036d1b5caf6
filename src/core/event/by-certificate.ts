import type { Actor } from './actor.ts';

/** Services that give credentials of a role to whoever has the private key of a certificate, wherever they are. */
const BY_CERTIFICATE: ReadonlyMap<string, string> = new Map([
  ['rolesanywhere.amazonaws.com', 'IAM Roles Anywhere'],
  ['credentials.iot.amazonaws.com', 'AWS IoT'],
]);

/** Which of them the caller is, as people call it. */
export function certificateService({ kind, name }: Pick<Actor, 'kind' | 'name'>): string | undefined {
  return kind === 'service' ? BY_CERTIFICATE.get(name) : undefined;
}
