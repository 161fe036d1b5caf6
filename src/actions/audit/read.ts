import { codeOf, statusOf } from '../../core/errors.ts';
import { fieldOf, jsonIn } from '../../core/text/json.ts';
import type { AuditPlace } from './place.ts';

type Listed = Pick<AuditPlace, 'read' | 'last'>;

/** How the names of an action's undos, and of a person's orders after an undo, begin from the second on. */
export const laterOnes = (action: 'revoke' | 'undo', actionId: string) => `${action}-${actionId}-`;

/** Who undid an action, and when (ms since 1970). */
export interface AuditedUndo {
  readonly by: string;
  readonly at: number;
}

/**
 * Who undid an action last, and when, by the audit record; undefined if no record says so, or a person has ordered it
 * anew since. Throws if the place cannot be asked now: what is not known then is not taken for an answer.
 */
export async function auditedUndo(place: Listed, actionId: string): Promise<AuditedUndo | undefined> {
  // who may not list the folder still knows of the first, but is told 403 of one that is missing, too
  const last =
    (await lastOf(place, laterOnes('undo', actionId))) ??
    decisionIn(await place.read(`undo-${actionId}.json`).catch(unlessForbidden));
  if (last === undefined) return undefined;
  const anew = await lastOf(place, laterOnes('revoke', actionId));
  return anew === undefined || anew.at < last.at ? last : undefined;
}

async function lastOf(place: Listed, prefix: string): Promise<AuditedUndo | undefined> {
  const name = await place.last(prefix).catch(unlessForbidden);
  return name === undefined ? undefined : decisionIn(await place.read(name));
}

function unlessForbidden(thrown: unknown): undefined {
  if (statusOf(thrown) !== 403 && codeOf(thrown) !== 'EACCES') throw thrown;
}

/** Undefined where it is damaged: it must not hide one that is not. */
function decisionIn(text: string | undefined): AuditedUndo | undefined {
  const record = text === undefined ? undefined : jsonIn(text);
  const at = timeIn(record);
  const by = fieldOf(record, 'decidedBy');
  return at === undefined || typeof by !== 'string' ? undefined : { at, by };
}

/** What an audit record says of an order: who gave it, when (ms since 1970), and the document that was to be written. */
export interface AuditedOrder {
  readonly by: string;
  readonly at: number;
  readonly document: string;
  /** The finding behind it; null where a person ordered it. */
  readonly findingId: string | null;
  /** Names of the inline policies of the target before it. */
  readonly policiesBefore: readonly string[];
  /** Who has undone it, if nobody has ordered it anew since. */
  readonly undone: AuditedUndo | undefined;
}

/** The last order of an action, by the audit records; undefined if none says so. */
export async function auditedOrder(place: Listed, actionId: string): Promise<AuditedOrder | undefined> {
  const record = await lastOrder(place, actionId);
  const at = timeIn(record);
  const [by, document] = [fieldOf(record, 'decidedBy'), fieldOf(record, 'document')];
  if (at === undefined || typeof by !== 'string' || typeof document !== 'string') return undefined;
  const [findingId, policiesBefore] = [fieldOf(record, 'findingId'), fieldOf(record, 'policiesBefore')];
  return {
    at,
    by,
    document,
    findingId: typeof findingId === 'string' ? findingId : null,
    policiesBefore: Array.isArray(policiesBefore)
      ? policiesBefore.filter((name) => typeof name === 'string')
      : [],
    undone: await auditedUndo(place, actionId),
  };
}

/** When the policy of an action was last ordered, by the audit records; undefined if none says so. */
export async function auditedAt(place: Listed, actionId: string): Promise<number | undefined> {
  return timeIn(await lastOrder(place, actionId));
}

/** The ARN of the role or user of an action, by the audit records; undefined if none says so. */
export async function auditedTarget(place: Listed, actionId: string): Promise<string | undefined> {
  const arn = fieldOf(fieldOf(await lastOrder(place, actionId), 'target'), 'arn');
  return typeof arn === 'string' ? arn : undefined;
}

/** The record of what a person ordered last after an undo; without one, or if that is damaged, of the first order. */
async function lastOrder(place: Listed, actionId: string): Promise<unknown> {
  const name = await place.last(laterOnes('revoke', actionId)).catch(unlessForbidden);
  const last = name === undefined ? undefined : jsonIn((await place.read(name)) ?? '');
  if (timeIn(last) !== undefined) return last;
  return jsonIn((await place.read(`revoke-${actionId}.json`)) ?? '');
}

function timeIn(record: unknown): number | undefined {
  const at = fieldOf(record, 'at');
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
