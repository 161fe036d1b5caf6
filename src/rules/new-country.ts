import * as z from 'zod';
import type { Facts } from '../core/facts/facts.ts';
import { walkOf } from '../core/facts/who.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { half } from '../core/history/view.ts';
import { countryName, countryWords } from '../core/place/place-words.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'new-country',
  title: 'The actor was never seen in that country',
  family: 'behaviour',
  why: 'Most people and machines work from one or two countries for months.',
  blindSpots: [
    'A proxy in the victim’s own country.',
    'Pipelines and machines inside clouds are not judged: their countries say nothing.',
    'A thief in one of your own networks.',
  ],
  falsePositives: [
    'Travel: people take their laptops along.',
    'A mobile carrier or satellite link that surfaces abroad.',
    'An office or a VPN exit of yours abroad: name it under organisation.networks.',
  ],
  ask: 'Ask the person whether they are there.',
  respond: ['Compare with the places of their other sessions that day.'],
  attack: ['T1078.004'],
  references: ['https://attack.mitre.org/techniques/T1078/004/'],
  on: 'any',
  params: z.strictObject({
    points: points(14, 'Points for a country that nobody in the organisation knows.'),
    organisationKnows: points(6, 'Points if two others have worked from there for days.'),
    uncovered: points(
      8,
      'Points for an actor without history, from a country where nobody in the organisation was seen.',
    ),
  }),
  detect(event, facts, params) {
    const { origin } = event;
    const walk = walkOf(event, facts);
    if (event.outcome !== 'success' || (walk !== 'person' && walk !== 'machine')) return undefined;
    if (origin.kind === 'other') return { unknown: 'origin' };
    if (origin.kind !== 'ip' || origin.own !== undefined || origin.network?.kind === 'relay')
      return undefined;
    if (origin.network?.kind === 'cloud' && walk === 'machine') return undefined;
    if (origin.place === undefined) return { unknown: 'database' };
    const { country } = origin.place;
    return facts.actor.covered
      ? byHabit(country, facts, params)
      : byOrganisation(country, facts, params.uncovered);
  },
});

function byHabit(
  country: string,
  { actor, organisation }: Facts,
  params: { readonly points: number; readonly organisationKnows: number },
): Verdict {
  const novelty = actor.novelty('country', country);
  if (novelty === 'unknown') return { unknown: 'habit' };
  if (novelty === 'known') return undefined;
  const full = organisation.knows('country', country) ? params.organisationKnows : params.points;
  const name = countryWords(country);
  const before = listed(actor.known('country').map(countryName));
  const evidence = { country, known: listed(actor.known('country')) };
  return novelty === 'new'
    ? { points: full, summary: `first time from ${name} (known: ${before})`, evidence }
    : { points: half(full), summary: `${name} is not usual yet (known: ${before})`, evidence };
}

/** For an actor without history: whether anybody in the organisation was seen in the country. */
function byOrganisation(country: string, { actor, organisation }: Facts, points: number): Verdict {
  if (!organisation.covered || organisation.used('country', country)) return { unknown: actor.reason };
  const summary = `nobody in the organisation was ever seen in ${countryWords(country)}, clouds aside, and the actor has no history yet`;
  return { points, summary, evidence: { country } };
}
