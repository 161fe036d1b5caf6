import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole } from '../../scripts/records.ts';
import { digest } from '../../src/app.ts';
import type { JudgedEvent } from '../../src/core/action/acting.ts';
import { type Intent, intentOf } from '../../src/core/action/intent.ts';
import type { Target } from '../../src/core/event/target.ts';
import { aFinding } from '../report/a-finding.ts';
import { eventOf } from '../support/events.ts';

export const ACCOUNT = '111122223333';
/** When everything happened. Long past: what the commands reckon by the real clock is never too late. */
export const BEGAN = Date.parse('2026-06-01T12:00:00Z');

/** A role of the model. `protected`: by its tag in IAM, or by the configuration. */
export interface ModelRole {
  readonly target: Target;
  readonly tags: Readonly<Record<string, string>>;
  readonly protected: boolean;
}

const OPTED_IN = { 'rolewarden:revocable': 'true' };

/** By name; `Fenced` is protected in the configuration. */
export const ROLES: Readonly<Record<'Deploy' | 'Build' | 'Guarded' | 'Fenced', ModelRole>> = {
  Deploy: { target: targetOf('Deploy'), tags: OPTED_IN, protected: false },
  Build: { target: targetOf('Build'), tags: OPTED_IN, protected: false },
  Guarded: {
    target: targetOf('Guarded'),
    tags: { ...OPTED_IN, 'rolewarden:protected': 'true' },
    protected: true,
  },
  Fenced: { target: targetOf('Fenced'), tags: OPTED_IN, protected: true },
};

/** Something that happened, with its verdict: critical, and conclusive. */
export interface ModelEvent {
  readonly name: string;
  readonly role: ModelRole;
  readonly judged: JudgedEvent;
  readonly intent: Intent;
}

/** Three sessions of one role, and one of each other: enough to reach every cap. */
export const EVENTS: readonly ModelEvent[] = [
  happened('Deploy', 0),
  happened('Deploy', 1),
  happened('Deploy', 2),
  happened('Build', 3),
  happened('Guarded', 4),
  happened('Fenced', 5),
];

function targetOf(name: string): Target {
  const uniqueId = `AROA${name.toUpperCase().padEnd(17, 'X')}`;
  const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
  return { kind: 'role', partition: 'aws', accountId: ACCOUNT, name, arn, uniqueId };
}

function happened(name: keyof typeof ROLES, n: number): ModelEvent {
  const role = ROLES[name];
  const record = assumeRole({
    by: user(ACCOUNT, `mallory-${n}`),
    role: { account: ACCOUNT, name },
    session: `s-${n}`,
    account: ACCOUNT,
    at: new Date(BEGAN).toISOString(),
    from: address('berlinHome', 1),
    nonce: `model-${n}`,
  });
  const text = JSON.stringify(record).replaceAll(/AROA\w+EXAMPLE/g, role.target.uniqueId ?? '');
  const read = eventOf(JSON.parse(text));
  // without an end that is known: the commands reckon by the real clock whether a session lives
  const grant = read.grant === undefined ? undefined : { ...read.grant, expiresAt: undefined };
  const event = { ...read, grant };
  const found = intentOf(event, { scope: 'session', digest });
  if (found.kind !== 'intent') throw new Error(`${name} ${n} has no intent: ${found.why.summary}`);
  const signal = { family: 'misuse', points: 95, ruleId: 'decoy-role', summary: 's', evidence: {} } as const;
  const finding = {
    ...aFinding(),
    id: event.id,
    time: new Date(BEGAN).toISOString(),
    score: 95,
    level: 'critical',
    cause: `cause-${n}`,
    signals: [signal],
    trusted: true,
    degraded: false,
    actions: [],
    event: { ...aFinding().event, eventId: event.eventId, recipientAccountId: ACCOUNT },
  } as const;
  return { name: `${name} ${n}`, role, judged: { event, finding, bystanders: [] }, intent: found.intent };
}
