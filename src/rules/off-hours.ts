import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Schedule } from '../core/event/settings.ts';
import type { Facts } from '../core/facts/facts.ts';
import { walkOf } from '../core/facts/who.ts';
import { hourOf, hoursAway, runsOf } from '../core/history/hours.ts';
import { localTime, localWords } from '../core/time/zone.ts';
import { defineRule, points } from './define.ts';

/** Learned hours count once there are so many different days. */
const ENOUGH_DAYS = 7;

export default defineRule({
  id: 'off-hours',
  title: 'A person works at an hour at which they never do',
  family: 'timing',
  why: 'Attackers work in their own day; the hour is often the first thing that does not fit.',
  blindSpots: [
    'Machines have no hours and are not judged.',
    'A thief in the same time zone at the same hours.',
  ],
  falsePositives: [
    'On-call nights: they add points once, never an alert by themselves.',
    'A traveller in another time zone, every day: announce the journey as a maintenance window.',
  ],
  ask: 'Ask whether the person is on call or travelling.',
  respond: ['Compare with the hours of their other sessions that week.'],
  attack: ['T1078.004'],
  references: ['https://attack.mitre.org/techniques/T1078/004/'],
  on: 'any',
  params: z.strictObject({
    points: points(20, 'Points four hours or more from every learned hour, or outside the schedule.'),
    near: points(10, 'Points two or three hours from the nearest learned hour.'),
  }),
  detect(event, facts, params) {
    if (event.outcome !== 'success' || walkOf(event, facts) !== 'person') return undefined;
    const schedule = facts.settings.schedule(event.actor, event.role);
    if (schedule !== undefined) return bySchedule(event, schedule, params.points);
    const hour = hourOf(event.time);
    const away = facts.actor.days >= ENOUGH_DAYS ? hoursAway(facts.actor, hour) : undefined;
    return away === undefined ? { unknown: facts.actor.reason } : byHabit(event, away, facts, params);
  },
});

function byHabit(
  { time }: StsEvent,
  away: number,
  { actor }: Facts,
  params: { readonly points: number; readonly near: number },
) {
  if (away < 2) return undefined;
  const hour = hourOf(time);
  const hours = actor.seen('hour').map((value) => Number(value.slice(1)));
  const usual = spans(hours);
  return {
    points: away >= 4 ? params.points : params.near,
    summary: `at ${new Date(time).toISOString().slice(11, 16)} UTC, ${away} hours from the nearest usual hour (${clockSpans(hours)} UTC)`,
    evidence: { hourUtc: hour, hoursAway: away, usualHoursUtc: usual },
  };
}

function bySchedule(event: StsEvent, { name, zone, from, to, days, holidays }: Schedule, points: number) {
  const { hour, weekday, date } = localTime(event.time, zone);
  const within = from <= to ? hour >= from && hour < to : hour >= from || hour < to;
  if (within && days.includes(weekday) && !holidays.includes(date)) return undefined;
  const worked = days.includes(weekday) ? `outside ${clock(from)}–${clock(to)}` : 'on a day off';
  const why = holidays.includes(date) ? 'on a holiday' : worked;
  return {
    points,
    summary: `at ${localWords(event.time, zone)}, ${why} in the schedule ${name}`,
    evidence: { schedule: name, zone, localHour: hour, localDate: date },
  };
}

/** An hour as a clock shows it: `07:00`. */
function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** Hours from the beginning of the first to the end of the last: 7, 8 and 9 are `07:00–10:00`. */
function clockSpans(hours: readonly number[]): string {
  return runsOf(hours)
    .map(({ first, last }) => `${clock(first)}–${clock(last + 1)}`)
    .join(', ');
}

/** Hours as runs: `7–9, 13–17`. */
function spans(hours: readonly number[]): string {
  return runsOf(hours)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`))
    .join(', ');
}
