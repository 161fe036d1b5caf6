import { describe } from '../event/describe.ts';
import type { StsEvent } from '../event/event.ts';
import type { Lineage, Session } from '../history/session.ts';
import { iso } from '../time/days.ts';
import type { ContextNote, Finding, Level, LineageEntry, Signal } from './finding.ts';

/** What judging adds to an event. */
export interface Judgement {
  readonly score: number;
  readonly level: Level;
  readonly signals: readonly Signal[];
  readonly unknown: Finding['unknown'];
  readonly context: readonly ContextNote[];
  readonly lineage: Lineage;
  readonly cause: string | null;
  readonly repeatOf: string | null;
  readonly usual: Finding['usual'];
  readonly ask: string | undefined;
  readonly degraded: boolean;
  readonly group: string;
  readonly trusted: boolean;
  readonly version: string;
  readonly configHash: string;
}

/** Writes the frozen form, its keys in schema order. */
export function toFinding(event: StsEvent, judgement: Judgement): Finding {
  const { score, level, lineage, signals, unknown, context } = judgement;
  const top = leading(signals);
  return {
    schema: 'rolewarden.finding/1',
    id: event.id,
    time: iso(event.time),
    score,
    level,
    summary: top === undefined ? describe(event) : `${describe(event)}: ${top.summary}`,
    ...subject(event),
    lineage: lineage.sessions.map(entry),
    lineagePartial: lineage.partial,
    cause: judgement.cause,
    repeatOf: judgement.repeatOf,
    signals: signals.map(({ ruleId, family, points, summary, evidence }) => ({
      ruleId,
      family,
      points,
      summary,
      evidence,
    })),
    unknown,
    context,
    usual: judgement.usual,
    degraded: judgement.degraded,
    actions: [],
    ...(judgement.ask === undefined ? {} : { ask: judgement.ask }),
    group: judgement.group,
    trusted: judgement.trusted,
    version: judgement.version,
    configHash: judgement.configHash,
  };
}

/** What a finding is told by: what is odd about it. How much the session may do says so only where nothing else does. */
function leading(signals: readonly Signal[]): Signal | undefined {
  const atStake = (family: string) => Number(family === 'sensitivity');
  return [...signals].sort((a, b) => atStake(a.family) - atStake(b.family) || b.points - a.points)[0];
}

function subject(event: StsEvent): Pick<Finding, 'event' | 'actor' | 'origin' | 'role' | 'session'> {
  const { actor, role } = event;
  return {
    event: {
      eventId: event.eventId,
      sharedEventId: event.sharedEventId ?? null,
      eventSource: `${event.source}.amazonaws.com`,
      eventName: event.eventName,
      outcome: event.outcome,
      errorCode: event.errorCode ?? null,
      region: event.region ?? null,
      recipientAccountId: event.recipientAccountId ?? null,
    },
    actor: {
      key: actor.key,
      kind: actor.kind,
      name: actor.name,
      arn: actor.arn ?? null,
      accountId: actor.accountId ?? null,
      ...(actor.accessKeyId === undefined ? {} : { accessKeyId: actor.accessKeyId }),
      ...identity(actor),
    },
    origin: origin(event),
    role: role === undefined ? null : { arn: role.arn, accountId: role.accountId, name: role.name },
    session: session(event),
  };
}

/** Of a text where an address should be so much is kept. */
const TEXT_CAP = 100;

function origin({ origin: from }: StsEvent): Finding['origin'] {
  const nothing = { ip: null, country: null, city: null, asn: null, network: null, service: null };
  if (from.kind === 'service') return { kind: 'service', ...nothing, service: from.service };
  if (from.kind === 'internal') return { kind: 'internal', ...nothing };
  if (from.kind === 'other') {
    const unread = from.ip === undefined && from.text !== '' ? { text: from.text.slice(0, TEXT_CAP) } : {};
    return { kind: 'other', ...nothing, ip: from.ip ?? null, ...unread };
  }
  return {
    kind: 'ip',
    ip: from.ip,
    country: from.place?.country ?? null,
    city: from.place?.city ?? null,
    asn: from.network?.asn ?? null,
    network: from.network?.name ?? from.network?.key ?? null,
    service: null,
  };
}

function session({ grant, request }: StsEvent): Finding['session'] {
  if (grant === undefined && request.sessionName === undefined) return null;
  return {
    accessKeyId: grant?.accessKeyId ?? null,
    name: request.sessionName ?? null,
    expiresAt: grant?.expiresAt === undefined ? null : iso(grant.expiresAt),
    ...identity(request),
  };
}

function identity({ sourceIdentity }: { readonly sourceIdentity: string | undefined }) {
  return sourceIdentity === undefined ? {} : { sourceIdentity };
}

function entry(from: Session): LineageEntry {
  return {
    accessKeyId: from.accessKeyId,
    actor: { key: from.actor.key, kind: from.actor.kind, name: from.actor.name },
    role: from.role?.arn ?? null,
    accountId: from.accountId ?? null,
    time: iso(from.time),
    expiresAt: from.expiresAt === undefined ? null : iso(from.expiresAt),
    place: from.country ?? null,
    network: from.network ?? null,
    client: from.client,
    finding: from.birth.finding,
    ...(from.heldBy === undefined ? {} : { heldBy: from.heldBy }),
  };
}
