import { DAY } from '../../core/time/days.ts';
import { script } from './scripts.ts';

/** For the beginning of a script: `now`, the clock of the server. */
export const NOW = `local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)`;

/** The clock of the server that has KEYS[1], the table: in a cluster every worker asks the same. */
export const CLOCK = script(`return redis.call('TIME')`);

/** KEYS[1] an effect, ARGV[1] our fence, ARGV[2] \`done\` or \`free\`, ARGV[3] ms to remember. Done is done, whoever held it. */
export const SETTLE = script(`
local held = redis.call('GET', KEYS[1])
if ARGV[2] == 'done' then return redis.call('SET', KEYS[1], 'done', 'PX', ARGV[3]) end
if held == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/**
 * KEYS[1] a cause, ARGV: id, score, event time, ms to remember. Answers \`s\` or \`h\` (send, hold back), the first
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

/** KEYS[1] a finding, ARGV: rank, copy, ms to remember. Answers 1 if the copy ranks higher than all before, or is the one that did. */
export const LEADS = script(`
local rank, copy = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+)|(.*)$')
if rank and tonumber(rank) >= tonumber(ARGV[1]) then
  return (tonumber(rank) == tonumber(ARGV[1]) and copy == ARGV[2]) and 1 or 0
end
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2], 'PX', ARGV[3])
return 1`);

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
