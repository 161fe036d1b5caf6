import { script } from './lua.ts';
import type { Runner } from './runner.ts';

/** Every command that is sent, or run in a script of ours, by kind: docs/redis.md has them in one line. */
export const COMMANDS = [
  ...['get', 'mget', 'getrange', 'set', 'del', 'pexpire', 'smembers', 'scard', 'sadd', 'scan'],
  ...['hget', 'hset', 'hdel', 'hgetall', 'hexists', 'hlen', 'hkeys', 'hincrby'],
  ...['zadd', 'zrange', 'zremrangebyscore', 'evalsha', 'eval', 'script|load', 'time', 'info', 'select'],
] as const;

/**
 * What a command must be given to be asked about, after the key. The server counts arguments before it looks at rights;
 * nothing is run.
 */
const ARGUMENTS: Readonly<Record<string, string>> = {
  getrange: '0 0',
  set: 'x',
  pexpire: '1',
  sadd: 'x',
  hget: 'x',
  hset: 'x x',
  hdel: 'x',
  hexists: 'x',
  hincrby: 'x 1',
  zadd: '1 x',
  zrange: '0 0',
  zremrangebyscore: '0 0',
};
/** Commands that do not begin with a key. */
const KEYLESS: Readonly<Record<string, string>> = {
  scan: 'scan 0',
  evalsha: 'evalsha x 0',
  eval: 'eval x 0',
  'script|load': 'script load x',
  time: 'time',
  info: 'info',
  select: 'select 0',
};

/** KEYS[1] any key, ARGV: commands with their arguments, `?` for the key. Answers with the places of the refused. */
const ASK = script(`
local refused = {}
for place, text in ipairs(ARGV) do
  local words = {}
  for word in string.gmatch(text, '%S+') do words[#words + 1] = word == '?' and KEYS[1] or word end
  if not redis.acl_check_cmd(unpack(words)) then refused[#refused + 1] = place end
end
return refused`);

/** The commands that the server refuses to this user; undefined if it does not say (scripts are refused, or before 7). */
export async function refusedCommands(runner: Runner, key: string): Promise<readonly string[] | undefined> {
  const args = COMMANDS.map((name) => KEYLESS[name] ?? `${name} ? ${ARGUMENTS[name] ?? ''}`);
  const [reply] = await runner.run([{ script: ASK, key, args }]);
  if (reply === undefined || 'refused' in reply || !Array.isArray(reply.value)) return undefined;
  const places = new Set(reply.value.map(Number));
  return COMMANDS.filter((_, at) => places.has(at + 1));
}
