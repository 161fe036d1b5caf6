import { createHash } from 'node:crypto';

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

/** For the beginning of a script: `now`, the clock of the server. */
export const NOW = `local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)`;
