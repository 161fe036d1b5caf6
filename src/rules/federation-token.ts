import * as z from 'zod';
import type { Actor } from '../core/event/actor.ts';
import type { Verdict } from '../core/finding/finding.ts';
import type { OwnerView } from '../core/history/view.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'federation-token',
  title: 'A federation token was issued',
  family: 'misuse',
  why: 'A GetFederationToken token lives up to 36 hours and survives deletion of the key that issued it: a known persistence technique.',
  blindSpots: [
    'What the token does is not read here.',
    'The token’s rights are the user’s, narrowed by the policy passed: one that is neither full nor broad is not judged.',
  ],
  falsePositives: [
    'A program that was moved from a user’s key to a role, and asks as before.',
    'A home-made federation broker: known after five days over two weeks, or once a finding was accepted with `rolewarden baseline accept`.',
    'A broker that grants full rights is reported every time: grant fewer, or lower `rules.federation-token.admin`.',
  ],
  ask: 'Ask the user’s owner whether a program of theirs hands out such tokens.',
  respond: [
    'Read what was done with the token: console sign-ins, calls to other services.',
    'Find out who holds the user’s key.',
  ],
  attack: ['T1098.001', 'T1550.001'],
  references: [
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
    'https://stratus-red-team.cloud/attack-techniques/AWS/aws.persistence.sts-federation-token/',
  ],
  on: ['GetFederationToken'],
  params: z.strictObject({
    admin: points(70, 'Points for a token with full rights.'),
    broad: points(
      40,
      'Points for broad rights (PowerUserAccess, three or more whole services) by a user who never granted such.',
    ),
    points: points(40, 'Points for the first token of a user with history.'),
    refused: points(25, 'Points for a role session that requests one, which AWS always denies.'),
    uncovered: points(25, 'Points for a user without history.'),
  }),
  detect({ actor, outcome, request }, facts, params) {
    if (outcome === 'denied' && actor.roleName !== undefined) return ofRole(actor, params.refused);
    if (outcome !== 'success') return undefined;
    const evidence = {
      name: request.sessionName ?? '',
      policy: request.sessionPolicy,
      seconds: request.durationSeconds ?? 43_200,
    };
    const { sessionName: name } = request;
    const token = `a federation token${name === undefined ? '' : ` named ${quoted(name, 40)}`}`;
    if (request.sessionPolicy === 'admin')
      return { points: params.admin, summary: `${token} with full rights`, evidence };
    if (request.sessionPolicy === 'broad' && isNarrow(facts.actor)) {
      const summary = `${token} with broad rights, which this caller never granted before`;
      return { points: params.broad, summary, evidence };
    }
    if (facts.actor.saw('issues', 'GetFederationToken')) return undefined;
    return facts.actor.covered
      ? {
          points: params.points,
          summary: `${token}, the first of this caller`,
          evidence,
        }
      : {
          points: params.uncovered,
          summary: `${token}, of a caller without history`,
          evidence,
        };
  },
});

/** Whether the user's earlier tokens are known, and none of them had a broad or an administrator's policy. */
function isNarrow(actor: OwnerView): boolean {
  return (
    actor.covered &&
    actor.known('policy').length > 0 &&
    !actor.saw('policy', 'broad') &&
    !actor.saw('policy', 'admin')
  );
}

/** For a call with a session of a role: programs never make it, but somebody who tries out a stolen session may. */
function ofRole({ roleName = '' }: Actor, points: number): Verdict {
  return {
    points,
    summary: 'a federation token with a role’s session, which AWS always denies',
    evidence: { role: roleName },
  };
}
