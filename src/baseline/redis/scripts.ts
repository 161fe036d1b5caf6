import { createHash } from 'node:crypto';
import { MARK_CAP, MARK_KEEP } from '../../core/history/mark.ts';
import { MOST_ISSUED } from '../../core/history/session.ts';

/** A Lua script that Redis runs as one step. Every script names one key, so any cluster runs it. */
export interface Script {
  readonly body: string;
  readonly sha: string;
  /** Runs on each of its keys by itself and answers with a list: where one node has all keys, one call takes many. */
  readonly each: boolean;
}

/** A script on one key, with its SHA-1, by which Redis knows it. */
export function script(body: string): Script {
  return { body, sha: createHash('sha1').update(body).digest('hex'), each: false };
}

/**
 * A script from a function `one(key, …)`, which is called for every key with its parts: as many for each. They all come
 * in one argument, four bytes for the length of each before the first. What one key refuses is that key's answer; a
 * server that has become a replica refuses everything, and is left.
 */
export function forEach(parts: 1 | 2, functions: string): Script {
  const body = `${functions}
local all, answers = ARGV[1], {}
local head, at = 1, 1 + #KEYS * ${4 * parts}
local function part()
  local from, length = at, struct.unpack('>I4', all, head)
  head, at = head + 4, at + length
  return string.sub(all, from, at - 1)
end
for i, key in ipairs(KEYS) do
  local done, answer = pcall(one, key, ${parts === 1 ? 'part()' : 'part(), part()'})
  if not done then
    if type(answer) ~= 'table' then answer = { err = tostring(answer) } end
    if string.find(answer.err, 'READONLY', 1, true) then return answer end
  end
  answers[i] = answer or false
end
return answers`;
  return { ...script(body), each: true };
}

/**
 * Lua's own comparison of texts follows the server's locale: bytes are compared one by one, after the beginning that
 * both have. Whoever chooses the texts could make that long.
 */
export const LESS = `
local function less(a, b)
  local from = 1
  while from <= #a and string.sub(a, from, from + 15) == string.sub(b, from, from + 15) do from = from + 16 end
  for i = from, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end`;

/** What is kept; nil where it is nothing, or no text. Every other refusal is the answer: nothing is written over. */
export const KEPT = `
local function kept(key)
  local found = redis.pcall('GET', key)
  if type(found) == 'table' then
    if string.sub(found.err, 1, 10) ~= 'WRONGTYPE ' then error(found) end
    return nil
  end
  return found or nil
end`;

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
