/**
 * IAM's account access manager takes a role for somebody of Identity Center to whom it was assigned, and gives that person
 * the credentials, in a browser or for a command line (ADR 0076).
 */
const ACCESS_MANAGER = /^(?:service:)?account-access\.amazonaws\.com(?:\.cn)?$/;

/** Whether a service, by its principal or key, takes roles for people: they hold what it takes, and no code does. */
export function takesForPeople(service: string): boolean {
  return ACCESS_MANAGER.test(service);
}
