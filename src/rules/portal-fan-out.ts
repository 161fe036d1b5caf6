import * as z from 'zod';
import type { Facts } from '../core/facts/facts.ts';
import { type IsHabit, roleHabit } from '../core/facts/role-habit.ts';
import { strangePlace } from '../core/facts/strange-place.ts';
import { accountOfRole, roleValue } from '../core/history/values.ts';
import { listed } from '../core/text/sentence.ts';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'portal-fan-out',
  title: 'Credentials of many accounts were fetched from Identity Center within minutes',
  family: 'misuse',
  why: 'One Identity Center token opens every account its person may use: whoever stole one lists them and fetches them all.',
  blindSpots: [
    'One account at a time, hours apart, or fewer than eight that the person never used.',
    'A thief on the person’s own machine, or in their network: there it is only a contribution.',
    'People without history.',
  ],
  falsePositives: [
    'A tool that fetches every profile (Steampipe), the first time, while travelling.',
    'Somebody who sets up a new laptop at a hotel.',
  ],
  ask: 'Ask the person whether a tool of theirs went through all accounts.',
  respond: [
    'If none did, delete their active sessions in Identity Center: the token yields more credentials until then.',
    'The fetched credentials stay valid in each account: deny the person there too.',
  ],
  attack: ['T1528', 'T1550.001', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html',
  ],
  on: ['GetRoleCredentials'],
  params: z.strictObject({
    many: points(60, 'Points for `manyAccounts` accounts from a strange place.'),
    some: points(25, 'Points for `someAccounts` from a strange place.'),
    knownPlace: points(
      15,
      'Points for `manyAccounts` from a place that the person or the organisation knows.',
    ),
    someAccounts: z.number().int().min(2).default(4).describe('Accounts whose role the person did not use.'),
    manyAccounts: z.number().int().min(2).default(8).describe('Accounts whose role the person did not use.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(10).describe('Minutes.'),
  }),
  detect(event, facts, params) {
    const { outcome, role } = event;
    const isHabit = roleHabit(facts);
    if (outcome !== 'success' || role === undefined || isHabit(roleValue(role))) return undefined;
    const accounts = freshAccounts(facts, params.windowMinutes * MINUTE, isHabit);
    if (accounts.length < params.someAccounts) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    const place = strangePlace(event, facts);
    if (place === 'unknown') return { unknown: 'origin' };
    const many = accounts.length >= params.manyAccounts;
    const worth = place === 'strange' ? [params.some, params.many] : [0, params.knownPlace];
    return {
      points: worth[many ? 1 : 0] ?? 0,
      summary: `credentials of ${accounts.length} accounts within ${params.windowMinutes} minutes, from a ${place} place`,
      evidence: { role: role.arn, accounts: listed(accounts, 20), place },
    };
  },
});

/** Accounts of the permission sets that were fetched within the window and are no habit of the person. */
function freshAccounts({ marks }: Facts, window: number, isHabit: IsHabit): readonly string[] {
  const roles = marks('fetched', window).map(({ value }) => value.split('|')[0] ?? '');
  const fresh = roles.filter((role) => !isHabit(role));
  return [...new Set(fresh.map(accountOfRole))];
}
