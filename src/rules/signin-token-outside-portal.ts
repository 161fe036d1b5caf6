import { z } from 'zod';
import type { StsEvent } from '../core/event.ts';
import type { OwnerView } from '../core/view.ts';
import { isTakenByPeople, quoted } from '../core/who.ts';
import { defineRule, points } from './define.ts';

/** Programs by which Identity Center's portal asks. */
const PORTAL_CLIENT = /^(?:Jersey\/|Go-http-client\/)/;
const PERMISSION_SET = 'AWSReservedSSO_';

export default defineRule({
  id: 'signin-token-outside-portal',
  title: 'A console link was made by somebody who never made one',
  family: 'misuse',
  why: 'GetSigninToken turns any session into a console session: the portal does it for people, thieves do it with stolen keys.',
  blindSpots: [
    'A thief with a permission set’s session who names the portal’s client.',
    'An actor who makes links every day, with the same client.',
    'The first days of an actor.',
  ],
  falsePositives: ['A developer’s new tool that opens the console.'],
  respond: [
    'Ask whether they opened the console by a tool.',
    'If not, end the session: the console session ends with it.',
  ],
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
    // An instance's, a function's or a pod's link has a rule of its own.
    if (outcome !== 'success' || (actor.workload !== undefined && actor.workload !== 'pipeline')) {
      return undefined;
    }
    if (byPortal(event) || isUsual(event, facts.actor)) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    const machine = actor.workload === 'pipeline' || (actor.kind === 'role' && !isTakenByPeople(facts.actor));
    return {
      points: machine ? params.machine : params.points,
      summary: `${actor.name} made a console link with ${quoted(client.text, 40)}, as never before`,
      evidence: { client: client.family, userAgent: client.text ?? '', machine },
    };
  },
});

/** Two factors, because the caller writes the user agent: a permission set's session, and the portal's client. */
function byPortal({ actor, client }: StsEvent): boolean {
  return actor.roleName?.startsWith(PERMISSION_SET) === true && PORTAL_CLIENT.test(client.text ?? '');
}

function isUsual({ client }: StsEvent, actor: OwnerView): boolean {
  return actor.saw('issues', 'GetSigninToken') && actor.saw('client', client.family);
}
