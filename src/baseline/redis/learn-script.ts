import { HISTORY_KEEP, VALUE_CAP } from '../../core/history/habit.ts';
import { DAY, RING } from '../../core/time/days.ts';
import { forEach, KEPT, LESS } from './lua.ts';

/** From the last change on (ms). */
const HISTORY_TTL = HISTORY_KEEP * DAY;

/**
 * The key is a history (packed/layout.ts). Its first part is a lesson (packed/lessons.ts): the version to write, the
 * version that was read, and the entries to unite with the history. Its second part is the whole history as it is to be,
 * with those entries, or empty where it was not read.
 *
 * If the stored version is still the one that was read, the second part is written, and nothing is answered. Otherwise the
 * entries are united here, and the answer is the history as it is now. Days are united by shifting the ring with the
 * earlier last day to the later one. Bytes that are not in the layout are dropped.
 */
export const LEARN = forEach(
  2,
  `${LESS}${KEPT}
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
local function picked(after, lesson)
  local wanted, out = {}, {}
  for i = 19, #lesson, 3 do
    local a, b, c = byte(lesson, i, i + 2)
    wanted[a * 65536 + b * 256 + c + 1] = true
  end
  local days = sub(lesson, 17, 18) .. pack('>I4I4I4', 1, 0, 0)
  local p = 9
  while p <= #after do
    local q = head(after, p)
    if wanted[q] then out[#out + 1] = sub(after, p, q - 1) .. days end
    p = q + 14
  end
  return table.concat(out)
end
local function first(s, q)
  local last, a, b, c = unpack('>I2I4I4I4', s, q)
  local word, before = a, 0
  if c ~= 0 then word, before = c, 64 elseif b ~= 0 then word, before = b, 32 end
  local _, bits = math.frexp(word)
  return last - before - math.max(0, bits - 1)
end
local function capped(merged, counts)
  local values, p = {}, 1
  while p <= #merged do
    local q = head(merged, p)
    local dimension = byte(merged, p)
    local list = values[dimension] or {}
    values[dimension] = list
    local full = counts[dimension] > ${VALUE_CAP}
    local last = unpack('>I2', merged, q)
    list.newest = math.max(list.newest or 0, last)
    list[#list + 1] =
      { sub(merged, p, q + 13), full and first(merged, q), full and sub(merged, p + 3, q - 1), last }
    p = q + 14
  end
  local out = {}
  for dimension = 0, 255 do
    local list = values[dimension] or {}
    if #list > ${VALUE_CAP} then
      local stale = list.newest - ${RING}
      table.sort(list, function(x, y)
        if (x[4] <= stale) ~= (y[4] <= stale) then return y[4] <= stale end
        if x[2] ~= y[2] then return x[2] < y[2] end
        return less(x[3], y[3])
      end)
    end
    for i = 1, math.min(#list, ${VALUE_CAP}) do out[#out + 1] = list[i][1] end
  end
  return table.concat(out)
end
local function merge(stored, added)
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
  return over and capped(merged, counts) or merged
end
local function one(key, lesson, after)
  local added
  if #after == 0 then
    added = sub(lesson, 17)
  else
    local version = redis.pcall('GETRANGE', key, 0, 7)
    if version == '' then version = '\\0\\0\\0\\0\\0\\0\\0\\0' end
    if sub(lesson, 9, 16) == version then
      redis.call('SET', key, after, 'PX', '${HISTORY_TTL}')
      return nil
    end
    added = picked(after, lesson)
  end
  local stored = kept(key) or ''
  local merged = sub(lesson, 1, 8) .. merge(sub(stored, 9), added)
  redis.call('SET', key, merged, 'PX', '${HISTORY_TTL}')
  return merged
end`,
);
