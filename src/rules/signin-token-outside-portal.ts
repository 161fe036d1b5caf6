import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import { soundsLikePermissionSet } from '../core/event/role-names.ts';
import { runsAs } from '../core/facts/runs-as.ts';
import { isTakenByPeople } from '../core/facts/who.ts';
import type { OwnerView } from '../core/history/view.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

/** Programs with which Identity Center's portal makes the call. */
const PORTAL_CLIENT = /^(?:Jersey\/|Go-http-client\/)/;

export default defineRule({
  id: 'signin-token-outside-portal',
  title: 'A console sign-in link was created by somebody who never created one',
  family: 'misuse',
  why: 'GetSigninToken turns any session into a console session: the portal does it for people, thieves do it with stolen credentials.',
  blindSpots: [
    'A thief with a permission set’s session who names the portal’s client.',
    'An actor who creates links every day, with the same client.',
    'The first days of an actor, pipelines aside.',
  ],
  falsePositives: ['A developer’s new tool that opens the console.'],
  ask: 'Ask the person whether they opened the console by a tool.',
  respond: ['The console session ends with the session that it was opened with.'],
  attack: ['T1538', 'T1550.001'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html',
  ],
  on: ['GetSigninToken'],
  params: z.strictObject({
    points: points(25, 'Points for people, and for roles that people take.'),
    machine: points(45, 'Points for pipelines, and for roles that people do not take from their desks.'),
  }),
  detect(event, facts, params) {
    const { actor, client, outcome } = event;
    // a link made by an instance, a function or a pod has a rule of its own
    if (outcome !== 'success' || runsAs(event, facts) !== undefined) return undefined;
    if (byPortal(event) || isUsual(event, facts.actor)) return undefined;
    // pipelines count without history: most of their sessions never call STS, and none needs a console
    const pipeline = actor.workload === 'pipeline';
    if (!facts.actor.covered && !pipeline) return { unknown: facts.actor.reason };
    const machine = pipeline || (actor.kind === 'role' && !isTakenByPeople(facts.actor));
    return {
      points: machine ? params.machine : params.points,
      summary: `a console sign-in link, made with ${quoted(client.text, 40)} for the first time`,
      evidence: { client: client.family, userAgent: client.text ?? '', machine },
    };
  },
});

/** Whether the portal made the call: its user agent, and, as a caller can write any, a session of a permission set. */
function byPortal({ actor, client }: StsEvent): boolean {
  const portal = actor.kind === 'person' && soundsLikePermissionSet(actor.roleName ?? '');
  return portal && PORTAL_CLIENT.test(client.text ?? '');
}

function isUsual({ client }: StsEvent, actor: OwnerView): boolean {
  return actor.saw('issues', 'GetSigninToken') && actor.saw('client', client.family);
}
