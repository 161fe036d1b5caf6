/** What a user of the store needs; each command that is left out makes something fail. */
export const NEEDED = [
  'get',
  'mget',
  'set',
  'del',
  'eval',
  'evalsha',
  'sadd',
  'scard',
  'smembers',
  'pexpire',
  'scan',
] as const;

/** In a cluster also these: where slots are, and a slot on the move. */
export const CLUSTER_NEEDED = ['cluster|slots', 'cluster|info', 'asking'] as const;

/** Databases other than 0. */
export const DATABASE_NEEDED = ['select'] as const;

/**
 * Works without: `getrange` spares the server a merge in full; `info` says that a server still loads its data (without it the client warns once a connection, and
 * answers LOADING until it is done), `script|load` spares the first batch of a connection the scripts' bodies.
 */
export const HELPFUL = ['getrange', 'info', 'script|load'] as const;

/** The rule as redis.conf and ACL SETUSER take it. */
export const RULE = ['resetchannels', '~rw:*', '-@all', ...[...NEEDED, ...HELPFUL].map((name) => `+${name}`)];

/** Where a Kinesis stream is read also these: they run in its scripts. */
export const STREAM_NEEDED = ['time', 'hget', 'hset', 'hdel', 'hlen', 'hgetall'] as const;

/** Alerts, actions and kept findings also these. */
export const LEDGER_NEEDED = [
  ...['time', 'hget', 'hset', 'hdel', 'hgetall', 'hexists', 'hlen', 'hkeys', 'hincrby'],
  ...['zadd', 'zrange', 'zremrangebyscore'],
] as const;
