import { ACTOR_KINDS } from '../core/event/actor.ts';
import { FAMILIES, LEVELS } from '../core/finding/finding.ts';
import { UNKNOWN_REASONS } from '../core/history/view.ts';

type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const time = { type: 'string', format: 'date-time' };
const timeOrNull = { type: ['string', 'null'], format: 'date-time' };
const points = { type: 'integer', minimum: 0, maximum: 100 };
const flag = { type: 'boolean' };

/** The schema of an object whose keys are all required; others may be there, as later versions may add some. */
function object(
  properties: Readonly<Record<string, Schema>>,
  type: string | readonly string[] = 'object',
): Schema {
  return { type, properties, required: Object.keys(properties) };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}

const actor = { key: text, kind: { enum: ACTOR_KINDS }, name: text };
/** What was usual for an owner: values by dimension, and on how many days it was seen. */
const usual = {
  covered: { type: 'boolean' },
  days: { type: 'integer' },
  known: { type: 'object' },
  emerging: { type: 'object' },
};
const removed = list(object({ ruleId: text, points }));

const place = object({
  kind: { enum: ['ip', 'service', 'internal', 'other'] },
  ip: textOrNull,
  country: textOrNull,
  city: textOrNull,
  asn: { type: ['integer', 'null'] },
  network: textOrNull,
  service: textOrNull,
});
const unread = {
  ...text,
  description: 'What stands where an address should be, if it is none; else left out',
};
const ORIGIN = withOptional(place, { text: unread });
const identity = { ...text, description: 'Left out where there is none' };
const ACTOR = withOptional(object({ ...actor, arn: textOrNull, accountId: textOrNull }), {
  accessKeyId: { ...text, description: 'With which the call was made; left out where the record names none' },
  sourceIdentity: identity,
});
const SESSION = withOptional(
  object({ accessKeyId: textOrNull, name: textOrNull, expiresAt: timeOrNull }, ['object', 'null']),
  { sourceIdentity: identity },
);

const GRANT = withOptional(
  object({
    accessKeyId: text,
    actor: object(actor),
    role: textOrNull,
    accountId: textOrNull,
    time,
    expiresAt: timeOrNull,
    place: textOrNull,
    network: textOrNull,
    client: text,
    finding: textOrNull,
  }),
  {
    heldBy: { ...text, description: 'The AWS service that holds the credentials; left out where none does' },
  },
);

function withOptional(schema: Schema, more: Readonly<Record<string, Schema>>): Schema {
  return { ...schema, properties: { ...Object(schema['properties']), ...more } };
}

const STEPS = {
  ...list(text),
  description:
    'What a person has to do now; left out where there is nothing. In an alert also what the rules advise',
};

/** JSON Schema of one finding, `rolewarden.finding/1`: fields may be added, never renamed. */
export const FINDING_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'rolewarden.finding/1',
  title: 'Rolewarden finding',
  ...withOptional(
    object({
      schema: { const: 'rolewarden.finding/1' },
      id: { ...text, description: 'sharedEventID, else an addendum’s originalEventID, else eventID' },
      time,
      score: points,
      level: { enum: LEVELS },
      summary: text,
      event: object({
        eventId: text,
        sharedEventId: textOrNull,
        eventSource: text,
        eventName: text,
        outcome: { enum: ['success', 'denied', 'error'] },
        errorCode: textOrNull,
        region: textOrNull,
        recipientAccountId: textOrNull,
      }),
      actor: ACTOR,
      origin: ORIGIN,
      role: object({ arn: text, accountId: text, name: text }, ['object', 'null']),
      session: SESSION,
      lineage: list(GRANT),
      lineagePartial: flag,
      cause: textOrNull,
      repeatOf: textOrNull,
      signals: list(
        object({
          ruleId: text,
          family: { enum: FAMILIES },
          points,
          summary: text,
          evidence: { type: 'object' },
        }),
      ),
      unknown: list(object({ ruleId: text, reason: { enum: UNKNOWN_REASONS } })),
      context: list(
        object({
          kind: { enum: ['suppression', 'maintenance', 'shadow', 'expired'] },
          id: text,
          reason: text,
          until: timeOrNull,
          removed,
        }),
      ),
      usual: object({ actor: object(usual), role: object(usual, ['object', 'null']) }, ['object', 'null']),
      degraded: flag,
      actions: list(
        object({ action: text, actionId: textOrNull, mode: text, outcome: text, detail: textOrNull }),
      ),
      group: text,
      trusted: flag,
      version: text,
      configHash: text,
    }),
    { ask: text, steps: STEPS },
  ),
};
