import * as z from 'zod';
import { fixedArn } from '../core/event/actor.ts';
import type { StsEvent } from '../core/event/event.ts';
import type { Settings } from '../core/event/settings.ts';
import { callValue } from '../core/event/tactic.ts';
import { TAGGING } from '../core/event/tagging.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isStrangeCall } from '../core/facts/strange-place.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

/** Calls that only read, or that bring events to Rolewarden: they change none of its resources. */
const HARMLESS =
  /^(?:Get|List|Describe|Head|BatchGet|Query|Scan|Search|Select|Lookup|Filter|Test|Simulate|Validate|Check|Estimate|Receive|Subscribe|Send|Publish|Invoke|Decrypt|Encrypt|GenerateDataKey|Tag|Untag|StartQuery|PutRecord|PutEvents|PutLogEvents|PutMetricData|Create(?!PolicyVersion|AccessKey|LoginProfile))/;
/** Calls that Rolewarden itself makes on its own resources: for its state and queues, revocations and their removal. */
const OUR_WORK =
  /^(?:PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems|DeleteMessage|ChangeMessageVisibility|PutObject|PutRolePolicy|DeleteRolePolicy|PutUserPolicy|DeleteUserPolicy)/;
/** Calls that stop the supply of events. */
const SUPPLY: ReadonlySet<string> = new Set([
  'cloudtrail:StopLogging',
  'cloudtrail:DeleteTrail',
  'cloudtrail:UpdateTrail',
  'cloudtrail:PutEventSelectors',
  'cloudtrail:DeleteEventDataStore',
  'cloudtrail:StopEventDataStoreIngestion',
  'events:DisableRule',
]);
/** Those that end the supply of an account; the others change it, as roll-outs do. */
const ENDS = /^cloudtrail:(?:Stop|Delete)/;
/** Calls that stop one rule, as every deletion of a stack does. */
const DEPLOYMENTS: ReadonlySet<string> = new Set(['events:DeleteRule', 'events:RemoveTargets']);

export default defineRule({
  id: 'attack-on-rolewarden',
  title: 'Somebody changes Rolewarden itself, or what feeds it',
  family: 'misuse',
  why: 'A careful thief blinds the watcher first: its function, queue, role or rule, or the trail that it reads.',
  blindSpots: [
    'Resources of Rolewarden that the names under `self` do not match.',
    'Policies that Rolewarden wrote, removed by a role whose own name matches `self`: its own work looks the same. Where revocation is armed, they are read back all the same.',
    'Calls with long-lived keys, except those that are known to blind a detector.',
    'What comes after it is not seen at all if it succeeds: alert on silence, too.',
  ],
  falsePositives: [
    'An upgrade of Rolewarden: it alerts, on purpose.',
    'A trail that is being replaced; in CloudShell, whose address is new each time, with an alert.',
    'An event rule of a stack that is taken down.',
    'Tags that are set or removed to say which sessions may be ended.',
  ],
  ask: 'Ask whether it was announced: a deployment of Rolewarden, or work on the trail or rule.',
  respond: [
    'Undo the change if nobody announced it: what was stopped first (aws cloudtrail start-logging, aws events enable-rule).',
    'Replay CloudTrail from S3 for the time since: what was not judged live is judged then.',
  ],
  attack: ['T1562.008', 'T1562.001'],
  references: ['https://attack.mitre.org/techniques/T1562/008/'],
  on: 'watched',
  params: z.strictObject({
    ours: points(95, 'Points for a change of a resource that `self` names, also a refused one.'),
    supply: points(60, 'Points for a trail, or an event rule switched off, that is not ours by name.'),
    strange: points(75, 'Points for a trail that is stopped or deleted by a call from a strange place.'),
    deployments: points(20, 'Points for another event rule deleted or emptied.'),
    tags: points(60, 'Points for a tag set or removed by which Rolewarden may or must not end sessions.'),
  }),
  detect(event, facts, params) {
    const { settings } = facts;
    const { actor, eventName, outcome } = event;
    const byAws = actor.kind === 'service' || actor.serviceLinked;
    if (byAws || outcome === 'error') return undefined;
    const tag = tagOf(event, settings);
    if (tag === undefined && HARMLESS.test(eventName)) return undefined;
    const target = tag === undefined ? targetOf(event, settings) : undefined;
    const call = callValue(event);
    const strange = target === undefined && tag === undefined && endsStrangely(call, event, facts);
    const touched = target === undefined ? worth(call, strange, params) : params.ours;
    const given = tag === undefined ? touched : params.tags;
    if (given === 0) return undefined;
    const what = target ?? event.touched[0];
    const feeds = `which may feed Rolewarden${strange ? ', from a strange place' : ''}`;
    const part = target === undefined ? feeds : 'which is part of Rolewarden';
    const which = tag === undefined ? part : `whose tag ${tag} says whether its sessions may be ended`;
    return {
      points: given,
      summary: `${on(call, what)}, ${which}`,
      evidence: {
        call,
        target: what ?? 'not named',
        ours: target !== undefined,
        refused: outcome === 'denied',
      },
    };
  },
});

/** The call and what it is made on, where the record names it. */
function on(call: string, what: string | undefined): string {
  return what === undefined ? call : `${call} on ${quoted(what)}`;
}

/** The tag that the call sets or removes, if it is one that tells Rolewarden what it may do. */
function tagOf({ eventName, source, touched }: StsEvent, { isGuard }: Settings): string | undefined {
  return source === 'iam' && TAGGING.test(eventName) ? touched.find(isGuard) : undefined;
}

/** The resource of Rolewarden that the call touches; undefined for calls that Rolewarden itself makes every day. */
function targetOf({ actor, eventName, touched }: StsEvent, { isOurs }: Settings): string | undefined {
  // never by the session's name: whoever took a session could write it
  const byUs = [actor.roleName, fixedArn(actor)].some((name) => name !== undefined && isOurs(name));
  return byUs && OUR_WORK.test(eventName) ? undefined : touched.find(isOurs);
}

/**
 * Whether an account's trail is stopped by somebody in a strange place. What comes next in that account may never be
 * seen, and in the records of others the caller has no place (ADR 0034): this is the last that is.
 */
function endsStrangely(call: string, event: StsEvent, facts: Facts): boolean {
  return ENDS.test(call) && isStrangeCall(event, facts);
}

interface Worth {
  readonly supply: number;
  readonly strange: number;
  readonly deployments: number;
}

function worth(call: string, strange: boolean, params: Worth): number {
  if (SUPPLY.has(call)) return strange ? params.strange : params.supply;
  return DEPLOYMENTS.has(call) ? params.deployments : 0;
}
