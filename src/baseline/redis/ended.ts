import type { Ended } from '../../core/ports/ports.ts';
import { toAscii } from '../../core/text/ascii.ts';
import { textOf } from './replies.ts';
import type { KeyCommand, Reply } from './wire.ts';

/** Denies that were read back, by the access key that they end, or the role. */
const KEY = 'rw:z:';
const FORM = /^([0-9a-f]{16})\|(\d{1,15})\|(\d{0,15})$/;

/** Asks which of these were ended. GETs, as for sessions: together they go as one MGET. */
export function askEnded(names: readonly string[]): readonly KeyCommand[] {
  return names.map((name) => ({ name: 'GET', key: KEY + toAscii(name) }));
}

/** What the answers to `askEnded` say. */
export function endedFrom(names: readonly string[], replies: readonly Reply[]): ReadonlyMap<string, Ended> {
  const found = new Map<string, Ended>();
  names.forEach((name, at) => {
    // nearly always there is none
    const text = textOf(replies[at]);
    const ended = text === undefined ? undefined : parse(text);
    if (ended !== undefined) found.set(name, ended);
  });
  return found;
}

/** Keeps what was ended, for `ms` milliseconds. */
export function keepEnded(entries: ReadonlyMap<string, Ended>, ms: number): readonly KeyCommand[] {
  return [...entries].map(([name, { actionId, until, verifiedAt }]) => ({
    name: 'SET',
    key: KEY + toAscii(name),
    args: [`${actionId}|${verifiedAt}|${until ?? ''}`, 'PX', String(Math.ceil(ms))],
  }));
}

function parse(text: string): Ended | undefined {
  const [, actionId, verifiedAt, until] = FORM.exec(text) ?? [];
  if (actionId === undefined) return undefined;
  return { actionId, verifiedAt: Number(verifiedAt), until: until === '' ? undefined : Number(until) };
}
