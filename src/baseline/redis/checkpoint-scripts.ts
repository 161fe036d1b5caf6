import { DAY } from '../../core/time/days.ts';
import { NOW, script } from './lua.ts';

/** Longer than a stream may keep its records (Kinesis: 365 days): an older position leads nowhere. */
const FORGET = 400 * DAY;

const PROLONG = `local function prolong(key, owner, lease)
  redis.call('HSET', key, 'owner', owner, 'until', string.format('%.0f', now + lease))
  redis.call('PEXPIRE', key, ${FORGET})
end`;

/**
 * KEYS[1] a stream, ARGV: who asks, lease in ms, 1 to take only what is known. Answers `held` with the ms that the
 * other has left, `unknown`, or `ours` with the server's clock, then shards and positions in turn.
 */
export const TAKE = script(`
${NOW}
${PROLONG}
local key, owner = KEYS[1], ARGV[1]
local held = redis.call('HGET', key, 'owner')
local left = tonumber(redis.call('HGET', key, 'until') or '0') - now
if held and held ~= owner and left > 0 then return { 'held', string.format('%.0f', left) } end
if ARGV[3] == '1' and redis.call('HLEN', key) == 0 then return { 'unknown' } end
prolong(key, owner, tonumber(ARGV[2]))
local answer = { 'ours', string.format('%.0f', now) }
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do
  if string.sub(all[i], 1, 2) == 's:' then
    answer[#answer + 1] = string.sub(all[i], 3)
    answer[#answer + 1] = all[i + 1]
  end
end
return answer`);

/**
 * KEYS[1] a stream, ARGV: who asks, lease in ms. Answers `ours`; `lost` if another has it, or it was given back; or
 * `emptied` if there is no such key: Redis has forgotten it, and it is ours again.
 */
export const RENEW = script(`
${NOW}
${PROLONG}
local key, owner = KEYS[1], ARGV[1]
local ours = redis.call('HGET', key, 'owner') == owner
if not ours and redis.call('HLEN', key) > 0 then return 'lost' end
prolong(key, owner, tonumber(ARGV[2]))
return ours and 'ours' or 'emptied'`);

/** KEYS[1] a stream, ARGV: who writes, how many shards are gone, those, then shards and positions in turn. */
export const WRITE = script(`
local key, gone = KEYS[1], tonumber(ARGV[2])
if redis.call('HGET', key, 'owner') ~= ARGV[1] then return 0 end
for i = 3, 2 + gone do redis.call('HDEL', key, 's:' .. ARGV[i]) end
for i = 3 + gone, #ARGV, 2 do redis.call('HSET', key, 's:' .. ARGV[i], ARGV[i + 1]) end
return 1`);

/** KEYS[1] a stream, ARGV[1] who gives it back. */
export const RELEASE = script(`
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
return redis.call('HDEL', KEYS[1], 'owner', 'until')`);
