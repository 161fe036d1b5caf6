import { DAY } from '../../core/time/days.ts';
import { NOW, script } from './lua.ts';

/** The clock of the server that has KEYS[1], the table: in a cluster every worker asks the same. */
export const CLOCK = script(`return redis.call('TIME')`);

/** KEYS[1] a record, ARGV[1] what it was (empty: nothing), ARGV[2] what it is to be, ARGV[3] ms to remember. */
export const SWAP = script(`
local known = redis.call('GET', KEYS[1]) or ''
if known ~= ARGV[1] then return known end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return false`);

/**
 * KEYS[1] the table, ARGV[1] the scope of a breaker. Closing it begins its count anew: what was admitted before, by
 * its number, is counted in the other scopes only. Answers 1 if it was open.
 */
export const CLOSE = script(`
${NOW}
local key, scope = KEYS[1], ARGV[1]
if redis.call('HDEL', key, 'b:' .. scope) == 0 then return 0 end
redis.call('HSET', key, 'c:' .. scope, now .. '|' .. (redis.call('HGET', key, 'n') or 0))
return 1`);

/**
 * KEYS[1] the table of admissions, breakers and the kill switch. ARGV: action id, account, target, 1 if critical, and
 * the caps per role, account, account and day, hour, and the reserve of critical roles. All caps are one step: of two
 * hundred that ask at once exactly as many are admitted as may be. Times are the server's.
 */
export const ADMIT = script(`
${NOW}
local key, id, account, target, critical = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1'
local by = redis.call('HGET', key, 'kill')
if by then return { 'killed', by, '' } end
if redis.call('HEXISTS', key, 'a:' .. id) == 1 then return { 'admitted', '', '' } end
local used = { role = 0, account = 0, day = 0, hour = 0, reserve = 0 }
local open, closed = {}, {}
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do
  if string.sub(all[i], 1, 2) == 'c:' then
    local at, n = string.match(all[i + 1], '^(%d+)|(%d+)$')
    closed[string.sub(all[i], 3)] = tonumber(n)
    if now - tonumber(at) > ${DAY} then redis.call('HDEL', key, all[i]) end
  end
end
local function after(scope, n) return n > (closed[scope] or -1) end
for i = 1, #all, 2 do
  local field, value = all[i], all[i + 1]
  if string.sub(field, 1, 2) == 'b:' then open[string.sub(field, 3)] = value end
  if string.sub(field, 1, 2) == 'a:' then
    local at, of, what, kind, n = string.match(value, '^(%d+)|([^|]*)|([^|]*)|([^|]*)|?(%d*)$')
    local age = now - tonumber(at)
    n = tonumber(n) or 0
    if age > ${DAY} then
      redis.call('HDEL', key, field)
    else
      if kind == 'reserve' then
        if age < 600000 then used.reserve = used.reserve + 1 end
      elseif age < 3600000 and after('all', n) then used.hour = used.hour + 1 end
      if of == account and after('account:' .. account, n) then
        used.day = used.day + 1
        if age < 600000 then used.account = used.account + 1 end
      end
      if of == account and what == target and age < 1800000 and after('target:' .. account .. '/' .. target, n) then
        used.role = used.role + 1
      end
    end
  end
end
local role = account .. '/' .. target
local over, reason
local function check(scope, count, most, words)
  if not over and open[scope] then over, reason = scope, string.match(open[scope], '^%d+|(.*)$') end
  if not over and count >= tonumber(most) then
    over, reason = scope, count .. ' ' .. words .. ', at most ' .. most
    redis.call('HSET', key, 'b:' .. scope, now .. '|' .. reason)
  end
end
check('target:' .. role, used.role, ARGV[5], 'revocations of the role in half an hour')
check('all', used.hour, ARGV[8], 'revocations in an hour')
check('account:' .. account, used.account, ARGV[6], 'revocations of the account in ten minutes')
check('account:' .. account, used.day, ARGV[7], 'revocations of the account in a day')
local kind = 'usual'
if over and critical and string.sub(over, 1, 7) ~= 'target:' and used.reserve < tonumber(ARGV[9]) then
  over, kind = nil, 'reserve'
end
if over then return { 'over', over, reason } end
local n = redis.call('HINCRBY', key, 'n', 1)
redis.call('HSET', key, 'a:' .. id, now .. '|' .. account .. '|' .. target .. '|' .. kind .. '|' .. n)
return { 'admitted', '', '' }`);
