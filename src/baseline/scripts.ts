import { createHash } from 'node:crypto';
import { RING } from '../core/days.ts';
import { VALUE_CAP } from '../core/habit.ts';
import { MARK_CAP, MARK_KEEP } from '../core/mark.ts';
import { MOST_ISSUED } from '../core/session.ts';

/** A Lua script that Redis runs as one step. Every script names one key, so any cluster runs it. */
export interface Script {
  readonly body: string;
  readonly sha: string;
}

/** A script with its SHA-1, by which Redis knows it. */
export function script(body: string): Script {
  return { body, sha: createHash('sha1').update(body).digest('hex') };
}

/**
 * Lua's own comparison of texts follows the server's locale: bytes are compared one by one, after the beginning that
 * both have. Whoever chooses the texts could make that long.
 */
const LESS = `
local function less(a, b)
  local from = 1
  while from <= #a and string.sub(a, from, from + 15) == string.sub(b, from, from + 15) do from = from + 16 end
  for i = from, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end`;

/** What is kept; nil where it is nothing, or no text. Every other refusal ends the script: nothing is written over. */
const KEPT = `
local kept = redis.pcall('GET', KEYS[1])
if type(kept) == 'table' and string.sub(kept.err, 1, 10) ~= 'WRONGTYPE ' then return kept end
if type(kept) ~= 'string' then kept = nil end`;

/**
 * KEYS[1] a history, ARGV[1] entries to unite with it (the layout of packed-habits.ts), ARGV[2] time to live in ms;
 * and, where the caller has read it, ARGV[3] what it was and ARGV[4] what it is to be. If it still is what it was, that
 * is written and nothing answered. Else the entries are united here, and the answer is the history as it is now. Days
 * unite by shifting the older ring of bits to the newer last day. What is no such layout is dropped.
 */
export const LEARN = script(`${KEPT}
local stored, added = kept or '', ARGV[1]
if ARGV[3] == stored then
  redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[2])
  return nil
end
${LESS}
local byte, sub, unpack, pack = string.byte, string.sub, struct.unpack, struct.pack
local function shifted(a, b, c, days)
  if days >= ${RING} then return 0, 0, 0 end
  while days >= 32 do a, b, c, days = 0, a, b, days - 32 end
  if days == 0 then return a, b, c end
  return bit.lshift(a, days), bit.bor(bit.lshift(b, days), bit.rshift(a, 32 - days)),
    bit.bor(bit.lshift(c, days), bit.rshift(b, 32 - days))
end
local function united(s, p, t, q)
  local l, a, b, c = unpack('>I2I4I4I4', s, p)
  local m, d, e, f = unpack('>I2I4I4I4', t, q)
  if m > l then l, a, b, c, m, d, e, f = m, d, e, f, l, a, b, c end
  d, e, f = shifted(d, e, f, l - m)
  return pack('>I2I4I4I4', l, bit.bor(a, d), bit.bor(b, e), bit.bor(c, f))
end
local function head(s, p)
  return p + 3 + byte(s, p + 1) * 256 + byte(s, p + 2)
end
local fresh, counts, over = {}, {}, false
local p = 1
while p <= #added do
  local q = head(added, p)
  fresh[sub(added, p, q - 1)] = q
  p = q + 14
end
local function count(s, at)
  local dimension = byte(s, at)
  local n = (counts[dimension] or 0) + 1
  counts[dimension] = n
  if n > ${VALUE_CAP} then over = true end
end
local out, from = {}, 1
p = 1
while p <= #stored do
  local q = p + 2 <= #stored and head(stored, p) or #stored
  if q + 13 > #stored then
    stored = sub(stored, 1, p - 1)
    break
  end
  count(stored, p)
  local key = sub(stored, p, q - 1)
  local at = fresh[key]
  if at then
    out[#out + 1] = sub(stored, from, q - 1)
    out[#out + 1] = united(stored, q, added, at)
    from = q + 14
    fresh[key] = nil
  end
  p = q + 14
end
out[#out + 1] = sub(stored, from)
p = 1
while p <= #added do
  local q = head(added, p)
  if fresh[sub(added, p, q - 1)] then
    count(added, p)
    out[#out + 1] = sub(added, p, q + 13)
  end
  p = q + 14
end
local merged = table.concat(out)
if over then
  local function first(s, q)
    local last, a, b, c = unpack('>I2I4I4I4', s, q)
    local word, before = a, 0
    if c ~= 0 then word, before = c, 64 elseif b ~= 0 then word, before = b, 32 end
    local _, bits = math.frexp(word)
    return last - before - math.max(0, bits - 1)
  end
  local values = {}
  p = 1
  while p <= #merged do
    local q = head(merged, p)
    local dimension = byte(merged, p)
    local list = values[dimension] or {}
    values[dimension] = list
    local full = counts[dimension] > ${VALUE_CAP}
    list[#list + 1] = { sub(merged, p, q + 13), full and first(merged, q), full and sub(merged, p + 3, q - 1) }
    p = q + 14
  end
  out = {}
  for dimension = 0, 255 do
    local list = values[dimension] or {}
    if #list > ${VALUE_CAP} then
      table.sort(list, function(x, y) if x[2] ~= y[2] then return x[2] < y[2] end return less(x[3], y[3]) end)
    end
    for i = 1, math.min(#list, ${VALUE_CAP}) do out[#out + 1] = list[i][1] end
  end
  merged = table.concat(out)
end
redis.call('SET', KEYS[1], merged, 'PX', ARGV[2])
return merged`);

/**
 * KEYS[1] an owner's marks, ARGV[1] lines to add (packed-marks.ts), ARGV[2] time to live in ms. Answers with the lines
 * from before, after \`1\` if the new ones were written and \`0\` if they could not be: a full server still reads.
 * Eight digits at the front say how long the lines were when they were last trimmed.
 */
export const MARKS = script(`${LESS}${KEPT}
local old = kept
if not old or not string.find(old, '^%d%d%d%d%d%d%d%d') then old = '00000000' end
local fresh, seen = {}, {}
for line in string.gmatch(ARGV[1], '[^\\n]*\\n') do
  if not seen[line] and not string.find(old, line, 9, true) then
    seen[line] = true
    fresh[#fresh + 1] = line
  end
end
local text = old .. table.concat(fresh)
if #text > 2 * tonumber(string.sub(text, 1, 8)) + 4096 then
  local tags, out = {}, {}
  for line in string.gmatch(string.sub(text, 9), '[^\\n]*\\n') do
    local tag = string.sub(line, 1, 1)
    tags[tag] = tags[tag] or {}
    if string.find(line, '^%d+\\t', 2) then table.insert(tags[tag], line) end
  end
  for _, lines in pairs(tags) do
    table.sort(lines, function(x, y) return less(y, x) end)
    local newest = tonumber(string.sub(lines[1] or '', 2, 16))
    for i = 1, math.min(#lines, ${MARK_CAP}) do
      if tonumber(string.sub(lines[i], 2, 16)) > newest - ${MARK_KEEP} then out[#out + 1] = lines[i] end
    end
  end
  local kept = table.concat(out)
  text = string.format('%08d', #kept) .. kept
end
local done = redis.pcall('SET', KEYS[1], text, 'PX', ARGV[2])
return (type(done) == 'table' and done.err and '0' or '1') .. string.sub(old, 9)`);

/**
 * KEYS[1] a session, ARGV[1] its record (packed-sessions.ts), ARGV[2] time to live in ms. Two records of one key are
 * merged as \`mergeSessions\` does.
 */
export const SESSION = script(`${LESS}${KEPT}
local function parts(s)
  local i = string.find(s, '\\n', 3, true)
  local j = string.find(s, '\\n', i + 1, true)
  return string.sub(s, 1, 1), string.sub(s, 3, i - 1), string.sub(s, i + 1, j - 1), string.sub(s, j + 1)
end
local known, next = kept, ARGV[1]
if known and known ~= next and string.find(known, '^[01]\\n[^\\n]*\\n[^\\n]*\\n') then
  local flag, identity, rank, text = parts(known)
  local nextFlag, nextIdentity, nextRank, nextText = parts(next)
  local clear = flag == '0' and nextFlag == '0' and identity == nextIdentity
  local first = known
  if less(nextRank, rank) or (nextRank == rank and less(nextText, text)) then first = next end
  next = (clear and '0' or '1') .. string.sub(first, 2)
end
return redis.call('SET', KEYS[1], next, 'PX', ARGV[2])`);

/** KEYS[1] the keys issued with one key, ARGV[1] one more, ARGV[2] time to live in ms. */
export const CHILD = script(`
if redis.call('SCARD', KEYS[1]) < ${MOST_ISSUED} then redis.call('SADD', KEYS[1], ARGV[1]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`);
