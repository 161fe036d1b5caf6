import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import { callValue, isWork, TACTICS, type Tactic, tacticOf } from '../core/event/tactic.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isHeldByPerson } from '../core/facts/held-by-person.ts';
import { isForged } from '../core/facts/who.ts';
import { SEEN } from '../core/history/habit.ts';
import { HOUR } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

const PARAMS = z.strictObject({
  points: points(70, 'Points.'),
  more: points(80, 'Points for one kind more than `kinds`, or for several.'),
  byPeople: points(45, 'Points for a session that a person or user took.'),
  kinds: z
    .number()
    .int()
    .min(2)
    .max(TACTICS.length)
    .default(3)
    .describe('Kinds of work (ATT&CK tactics) that are new to the role.'),
  windowHours: z
    .number()
    .int()
    .min(1)
    .max(24)
    .default(12)
    .describe('Hours within which one session did them.'),
});
type Params = z.infer<typeof PARAMS>;

/** Days at work, two weeks of workdays: in its first a deployment does something else each day. */
const SEASONED = 10;

export default defineRule({
  id: 'unusual-work',
  title: 'A session did several kinds of an attacker’s work that its role never did',
  family: 'misuse',
  why: 'Who works from within the instance, pod or network of a role shows in no address: what the session is used for changes.',
  blindSpots: [
    'Only with sessions: watch, and only sessions of roles: not people of Identity Center, users or root.',
    'Whoever does two kinds of work a day, or only what the role does every day.',
    'A new session begins at nothing: only what a pod does within an hour counts together, whatever the session, at one address.',
    'Calls that are data events (reading objects), and calls that only look around in one service.',
    'Roles that were seen at work on fewer than ten days of the last ninety.',
    'Roles that do everything, as those of deployments and controllers do, once that was seen.',
  ],
  falsePositives: [
    'A new version of a controller or job that makes users, policies and shares at once.',
    'The first weeks of a deployment’s or controller’s role: on the day on which it first makes roles, shares buckets and starts instances.',
    'People who repair something with a machine’s role.',
  ],
  ask: 'Ask the role’s owner whether what runs with it was changed today: a new version may make such calls.',
  respond: [
    'Read the calls of that access key in CloudTrail: whom and what they made, opened or stopped.',
    'If nobody knows, remove the users, keys and policies that it made: they outlast the session. Start again what it stopped.',
  ],
  attack: ['T1078.004', 'T1087.004', 'T1098'],
  references: ['https://attack.mitre.org/tactics/enterprise/', 'https://traildiscover.cloud/'],
  on: 'watched',
  params: PARAMS,
  detect(event, facts, params) {
    const tactic = tacticOf(callValue(event));
    if (tactic === undefined || event.outcome === 'error' || isForged(event) || !isWork(event))
      return undefined;
    if (facts.actor.saw('tactic', tactic)) return undefined;
    const done = newWork(event, facts, params.windowHours * HOUR);
    if (done.size < params.kinds) return undefined;
    const days = facts.actor.daysOf('tactic', SEEN);
    if (days < SEASONED) return { unknown: 'history' };
    const who = event.actor.workload === 'pod' ? 'pod' : 'session';
    const kinds = [...done].map(([kind, call]) => `${kind} by ${call}`);
    return {
      points: worth(event, facts, done.size, params),
      summary: `the ${who} did ${done.size} kinds of work that its role never did before (${kinds.join(', ')})`,
      evidence: {
        kinds: done.size,
        calls: [...done.values()].join(', '),
        days,
      },
    };
  },
});

/** A pod's session mostly lives so long: within it nothing is gained by exchanging the token before each call. */
const POD_SESSION = HOUR;

/**
 * The session's calls whose tactic is new to the role, granted or refused: of each the last that was heard of. Calls that
 * came late, of IAM for instance, in another file, count whether they were made before or after.
 */
function newWork(event: StsEvent, facts: Facts, windowMs: number): ReadonlyMap<Tactic, string> {
  const marks = [
    ...facts.marks('tactic', Math.min(windowMs, POD_SESSION), 'spot'),
    ...facts.marks('tactic', windowMs, 'session'),
  ];
  const last = new Map<Tactic, string>();
  for (const call of [...marks.map(({ value }) => value), callValue(event)]) {
    const tactic = tacticOf(call);
    if (tactic !== undefined && !facts.actor.saw('tactic', tactic)) last.set(tactic, call);
  }
  return new Map(
    TACTICS.flatMap((tactic) => {
      const call = last.get(tactic);
      return call === undefined ? [] : [[tactic, call] as const];
    }),
  );
}

function worth(event: StsEvent, facts: Facts, kinds: number, params: Params): number {
  if (isHeldByPerson(event, facts)) return params.byPeople;
  return kinds > params.kinds ? params.more : params.points;
}
