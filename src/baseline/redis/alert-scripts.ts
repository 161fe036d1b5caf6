import { DAY } from '../../core/time/days.ts';
import { script } from './lua.ts';

/** KEYS[1] an effect, ARGV[1] our fence, ARGV[2] `done` or `free`, ARGV[3] ms to remember. Done is done, whoever held it. */
export const SETTLE = script(`
local held = redis.call('GET', KEYS[1])
if ARGV[2] == 'done' then return redis.call('SET', KEYS[1], 'done', 'PX', ARGV[3]) end
if held == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/**
 * KEYS[1] a cause, ARGV: id, score, event time, ms to remember. Answers `s` or `h` (send, hold back), the first
 * finding's id or nothing, and how many were held back since the last that was sent. One that scores higher is sent;
 * so is every tenth, hundredth, thousandth … repeat, and the first after an hour: silence never lasts. A finding that was
 * answered gets the same answer, unless it was held back and now scores higher than all.
 */
export const REPEAT = script(`
local key, id, score, at = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local told = redis.call('HGET', key, 'i:' .. id)
if told then
  if score <= tonumber(redis.call('HGET', key, 'best')) then return told end
  redis.call('HSET', key, 'best', score, 'sent', at)
  if string.sub(told, 1, 1) == 'h' then
    told = 's||' .. math.max(0, tonumber(redis.call('HGET', key, 'held')) - 1)
    redis.call('HSET', key, 'held', 0, 'i:' .. id, told)
  end
  return told
end
local first = redis.call('HGET', key, 'first')
if first and at - tonumber(redis.call('HGET', key, 'time')) > ${DAY} then
  redis.call('DEL', key)
  first = false
end
local answer
if not first then
  redis.call('HSET', key, 'first', id, 'best', score, 'time', at, 'sent', at, 'held', 0, 'repeats', 0)
  redis.call('PEXPIRE', key, ARGV[4])
  answer = 's||0'
else
  local held = tonumber(redis.call('HGET', key, 'held'))
  if score > tonumber(redis.call('HGET', key, 'best')) then
    redis.call('HSET', key, 'best', score, 'sent', at, 'held', 0)
    answer = 's||' .. held
  else
    local repeats = redis.call('HINCRBY', key, 'repeats', 1)
    local round = repeats >= 10 and string.match(tostring(repeats), '^10*$')
    if round or at - tonumber(redis.call('HGET', key, 'sent')) >= 3600000 then
      redis.call('HSET', key, 'sent', at, 'held', 0)
      answer = 's|' .. first .. '|' .. held
    else
      redis.call('HINCRBY', key, 'held', 1)
      answer = 'h|' .. first .. '|0'
    end
  end
end
if redis.call('HLEN', key) < 2000 then redis.call('HSET', key, 'i:' .. id, answer) end
return answer`);

/**
 * KEYS[1] a finding, ARGV: rank, copy, ms to remember. Answers 1 if the copy ranks higher than all before, or is the
 * one that did.
 */
export const LEADS = script(`
local rank, copy = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+)|(.*)$')
if rank and tonumber(rank) >= tonumber(ARGV[1]) then
  return (tonumber(rank) == tonumber(ARGV[1]) and copy == ARGV[2]) and 1 or 0
end
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2], 'PX', ARGV[3])
return 1`);
