import * as z from 'zod';
import { isProgramOfAws } from '../core/event/by-aws.ts';
import { programWords } from '../core/event/program-words.ts';
import { isOwnersCopy } from '../core/facts/who.ts';
import { half, type Novelty } from '../core/history/view.ts';
import { listed, quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'new-client',
  title: 'The actor never used that client or operating system',
  family: 'behaviour',
  why: 'A thief brings their own tools: another SDK, another operating system.',
  blindSpots: [
    'The caller writes the user agent and can copy the victim’s.',
    'A newer version of a known client does not count: SDKs are upgraded.',
  ],
  falsePositives: ['A new laptop.', 'A tool that was rewritten in another language.'],
  ask: 'Ask the caller’s owner whether the tool is theirs.',
  respond: ['Look at what else the session did with it.'],
  attack: ['T1078.004'],
  references: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
  ],
  on: 'any',
  params: z.strictObject({
    family: points(7, 'Points for a new family of clients.'),
    system: points(4, 'Points for a new operating system with a known family.'),
  }),
  detect(event, facts, params) {
    const { actor, client } = event;
    if (event.outcome !== 'success' || actor.kind === 'service' || client.text === undefined)
      return undefined;
    if (isOwnersCopy(event, facts) || isProgramOfAws(event)) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    const family = facts.actor.novelty('client', client.family);
    const system = client.os === 'unknown' ? 'known' : facts.actor.novelty('os', client.os);
    if (family === 'unknown' && system === 'unknown') return { unknown: 'habit' };
    const newer = worth(family, params.family);
    const newSystem = worth(system, params.system);
    if (newer === 0 && newSystem === 0) return undefined;
    const evidence = {
      family: client.family,
      os: client.os,
      known: listed(facts.actor.known('client')),
      userAgent: client.text,
    };
    if (newer > 0) {
      const words = family === 'new' ? 'first use of' : 'not usual yet:';
      const program = `${programWords(client)} (${quoted(client.text, 40)})`;
      return { points: newer, summary: `${words} ${program}`, evidence };
    }
    const often = system === 'new' ? 'never used before' : 'hardly ever used before';
    const summary = `${programWords(client)} on ${client.os}, a system ${often}`;
    return { points: newSystem, summary, evidence };
  },
});

function worth(novelty: Novelty, points: number): number {
  if (novelty === 'new') return points;
  return novelty === 'emerging' ? half(points) : 0;
}
