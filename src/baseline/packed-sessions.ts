import { ACTOR_KINDS } from '../core/actor.ts';
import { type IssuedSession, sessionIdentity, sessionText } from '../core/session.ts';

/**
 * A session as text: four lines. `0`, or `1` where the key is ambiguous; what two records must agree on; their rank
 * (time, then fewer ancestors: the smaller counts); the record as JSON.
 */
export function packSession(session: IssuedSession): string {
  const rank = `${String(session.time).padStart(15, '0')}.${9 - session.ancestors.length}`;
  return [session.ambiguous ? '1' : '0', sessionIdentity(session), rank, sessionText(session)].join('\n');
}

/** Reads it; undefined if it is none. Only this module writes such text, so its fields are not all looked at. */
export function unpackSession(text: string): IssuedSession | undefined {
  const [flag, , , json] = text.split('\n');
  if (json === undefined) return undefined;
  const value = parse(json);
  return isSession(value) ? { ...value, ambiguous: flag === '1' } : undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const KINDS: ReadonlySet<unknown> = new Set(ACTOR_KINDS);

function isSession(value: unknown): value is IssuedSession {
  if (typeof value !== 'object' || value === null) return false;
  const has = (name: string): unknown => Object.entries(value).find(([key]) => key === name)?.[1];
  const actor = has('actor');
  return (
    typeof has('accessKeyId') === 'string' &&
    typeof has('time') === 'number' &&
    typeof actor === 'object' &&
    actor !== null &&
    'kind' in actor &&
    KINDS.has(actor.kind) &&
    Array.isArray(has('ancestors'))
  );
}
