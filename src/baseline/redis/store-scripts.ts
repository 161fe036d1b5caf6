import { MARK_CAP, MARK_KEEP } from '../../core/history/mark.ts';
import { MOST_ISSUED } from '../../core/history/session.ts';
import { forEach, KEPT, LESS } from './lua.ts';

/**
 * The key is an owner's marks, its part the lines to add (packed/marks.ts), none of them twice. Answers with what was
 * kept before, after `!` if the lines could not be written: a full server still reads. Eight digits at the front say
 * how long the lines were when they were last trimmed.
 */
export const MARKS = forEach(
  1,
  `${LESS}${KEPT}
local find, gmatch, sub = string.find, string.gmatch, string.sub
local function trimmed(text)
  local tags, out = {}, {}
  for line in gmatch(sub(text, 9), '[^\\n]*\\n') do
    local tag = sub(line, 1, 1)
    tags[tag] = tags[tag] or {}
    if find(line, '^%d+\\t', 2) then table.insert(tags[tag], line) end
  end
  for _, lines in pairs(tags) do
    table.sort(lines, function(x, y) return less(y, x) end)
    local newest = tonumber(sub(lines[1] or '', 2, 16))
    local values, different = {}, 0
    for i = 1, #lines do
      if tonumber(sub(lines[i], 2, 16)) <= newest - ${MARK_KEEP} then break end
      local value = sub(lines[i], (find(lines[i], '\\t', 18, true) or 17) + 1)
      local first = different < ${MARK_CAP} and not values[value]
      if first then values[value], different = true, different + 1 end
      if first or i <= ${MARK_CAP} then out[#out + 1] = lines[i] end
    end
  end
  local all = table.concat(out)
  return string.format('%08d', #all) .. all
end
local function fresh(old, added)
  local lines, known = {}, false
  for line in gmatch(added, '[^\\n]*\\n') do
    if find(old, line, 9, true) then known = true else lines[#lines + 1] = line end
  end
  return known and table.concat(lines) or added
end
local function one(key, added)
  local old = kept(key)
  if not old or not find(old, '^%d%d%d%d%d%d%d%d') then old = '00000000' end
  local text = old .. (#old > 8 and fresh(old, added) or added)
  if #text > 4096 and #text > 2 * tonumber(sub(text, 1, 8)) + 4096 then text = trimmed(text) end
  local done = redis.pcall('SET', key, text, 'PX', '${MARK_KEEP}')
  return type(done) == 'table' and done.err and '!' .. old or old
end`,
);

/**
 * The key is a session, its parts its record (packed/sessions.ts) and its time to live in ms. Nearly always the key
 * is new. Two records of one key are merged as `mergeSessions` does.
 */
export const SESSION = forEach(
  2,
  `${LESS}
local function parts(s)
  local i = string.find(s, '\\n', 3, true)
  local j = string.find(s, '\\n', i + 1, true)
  return string.sub(s, 1, 1), string.sub(s, 3, i - 1), string.sub(s, i + 1, j - 1), string.sub(s, j + 1)
end
local function one(key, next, ttl)
  local known = redis.pcall('SET', key, next, 'PX', ttl, 'NX', 'GET')
  if not known or known == next then return end
  if type(known) == 'table' and string.sub(known.err, 1, 10) ~= 'WRONGTYPE ' then error(known) end
  if type(known) ~= 'string' or not string.find(known, '^[01]\\n[^\\n]*\\n[^\\n]*\\n') then
    redis.call('SET', key, next, 'PX', ttl)
    return
  end
  local flag, identity, rank, text = parts(known)
  local nextFlag, nextIdentity, nextRank, nextText = parts(next)
  if string.sub(rank, 1, 1) ~= string.sub(nextRank, 1, 1) then
    if less(nextRank, rank) then redis.call('SET', key, next, 'PX', ttl) end
    return
  end
  local clear = flag == '0' and nextFlag == '0' and identity == nextIdentity
  local first = known
  if less(nextRank, rank) or (nextRank == rank and less(nextText, text)) then first = next end
  redis.call('SET', key, (clear and '0' or '1') .. string.sub(first, 2), 'PX', ttl)
end`,
);

/**
 * The key holds the keys issued with one key; its parts are one more, and its time to live in ms. They live as long as the
 * one that lives longest.
 */
export const CHILD = forEach(
  2,
  `
local function one(key, issued, ttl)
  if redis.call('SCARD', key) < ${MOST_ISSUED} then redis.call('SADD', key, issued) end
  if redis.call('PEXPIRE', key, ttl, 'NX') == 0 then redis.call('PEXPIRE', key, ttl, 'GT') end
end`,
);
