import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Finding } from '../../core/finding/finding.ts';
import type { KeptFindings } from '../../core/ports/ports.ts';
import { readAscii, toAscii } from '../../core/text/ascii.ts';
import { DAY, dayOf } from '../../core/time/days.ts';
import { script } from './lua.ts';
import { answerOf, mustBeTaken, textOf, textsIn } from './replies.ts';
import type { Runner } from './runner.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
/** One hash a day of the events: id → its rank, and the finding, gzipped, in base64. */
const KEY = 'rw:f:';
const DAYS = 30;
const LEVELS: ReadonlySet<string> = new Set(['medium', 'high', 'critical']);
/** What one process keeps of one day: a flood must not fill the server. The upper half is kept for what alerts. */
const MOST = 4_000;
/** A finding that inflates further was not written here. */
const INFLATED = 1_048_576;
/** More than any score: what a trusted source says ranks above all that others say of the same call (ADR 0073). */
const TRUSTED = 1_000;

/**
 * KEYS[1] a day, ARGV: id, rank, 1 for the caller's side, event id, finding, ms to remember. Of the copies of one call
 * the one that ranks highest stays, then the caller's, then the one with the smaller event id.
 */
const KEEP = script(`
local key, id, score, side, event = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local s, c, e = string.match(redis.call('HGET', key, id) or '', '^(%d+)|(%d)|(.*)|[^|]*$')
redis.call('PEXPIRE', key, ARGV[6])
if s then
  s, c = tonumber(s), tonumber(c)
  if s > score or (s == score and (c > side or (c == side and e < event))) then return 0 end
end
redis.call('HSET', key, id, score .. '|' .. side .. '|' .. event .. '|' .. ARGV[5])
return redis.call('PEXPIRE', key, ARGV[6])`);

/** Findings at or above medium, for thirty days: what `rolewarden explain` tells at 3 a.m. */
export function createRedisFindings(runner: Runner): KeptFindings {
  const kept = new Map<number, number>();
  const ask = async (name: string, days: readonly number[], ...args: readonly string[]) =>
    runner.run(days.map((day) => ({ name, key: `${KEY}${day}`, args })));
  const mayKeep = ({ level, time }: Finding) => {
    const day = dayOf(Date.parse(time));
    const count = kept.get(day) ?? 0;
    if (!LEVELS.has(level) || day < dayOf(Date.now()) - DAYS) return false;
    if (count >= (level === 'medium' ? MOST / 2 : MOST)) return false;
    if (kept.size > DAYS) kept.clear();
    kept.set(day, count + 1);
    return true;
  };
  return {
    async keep(findings) {
      const wanted = findings.filter(mayKeep);
      const packed = await Promise.all(wanted.map((finding) => pack(JSON.stringify(finding))));
      const commands = wanted.map(({ actor, event, id, score, time, trusted }, at) => {
        const key = `${KEY}${dayOf(Date.parse(time))}`;
        const side = event.recipientAccountId === actor.accountId ? '1' : '0';
        const value = packed[at]?.toString('base64') ?? '';
        const ttl = String((DAYS + 1) * DAY);
        return {
          script: KEEP,
          key,
          args: [
            toAscii(id),
            String(score + (trusted ? TRUSTED : 0)),
            side,
            toAscii(event.eventId),
            value,
            ttl,
          ],
        };
      });
      mustBeTaken(await runner.run(commands));
    },
    async idsLike(start) {
      const replies = await ask('HKEYS', lastDays());
      const ids = replies.flatMap((reply) => textsIn(answerOf(reply)).map(readAscii));
      return ids.flatMap((id) => (id?.startsWith(start) === true ? [id] : []));
    },
    async find(id) {
      const replies = await ask('HGET', lastDays(), toAscii(id));
      const text = replies.map((reply) => textOf(reply)).find((found) => found !== undefined);
      if (text === undefined) return undefined;
      const value = text.slice(text.lastIndexOf('|') + 1);
      const bytes = await unpack(Buffer.from(value, 'base64'), { maxOutputLength: INFLATED });
      return JSON.parse(bytes.toString('utf8'));
    },
  };
}

/** Today first; tomorrow, too, for clocks that are ahead. */
function lastDays(): readonly number[] {
  const today = dayOf(Date.now());
  return Array.from({ length: DAYS + 2 }, (_, n) => today + 1 - n);
}
