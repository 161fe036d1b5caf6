/**
 * What to do about an error that nobody caught; undefined if nothing is known about it. The client of Redis throws where
 * nobody can catch it if a server answers what it was not asked, for instance a proxy that mixes up connections. Its
 * state cannot be trusted after that, so the process ends.
 */
export function remedyOfUncaught(thrown: unknown): string | undefined {
  const isOfClient = thrown instanceof Error && /\bDataHandler\.shiftCommand\b/.test(thrown.stack ?? '');
  return isOfClient ? UNASKED : undefined;
}

const UNASKED =
  'the store gave an answer that Rolewarden had not asked for: check that store.url names a Redis or Valkey itself, and what stands between (a proxy, a load balancer)';
