import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { MARK_KEEP } from '../core/history/mark.ts';
import { type MarkedPlace, parsePlace } from '../core/history/marked-place.ts';
import type { UnknownReason } from '../core/history/view.ts';
import type { IpOrigin, Network } from '../core/place/origin.ts';
import { countryName, networkName } from '../core/place/place-words.ts';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

const CODE_GRANT = /(?:device_code|authorization_code)$/;

export default defineRule({
  id: 'device-code-elsewhere',
  title: 'The token of a sign-in was fetched from somewhere else than the person is',
  family: 'misuse',
  why: 'Phishing for a command line’s sign-in: the victim approves a device code, or `aws login --remote`, in the browser, and the thief’s command line fetches the token elsewhere.',
  blindSpots: [
    'A thief in the victim’s own network or provider.',
    'Events of the portal or the sign-in page that are not collected, of another account or region: then the answer is unknown.',
    'Tokens of agents (MCP) that somebody authorised: their makers fetch them from anywhere.',
    'Tokens that are renewed (refresh_token) after the first.',
  ],
  falsePositives: [
    'A command line on a remote machine, approved on the laptop: one alert if it is in a cloud abroad, then its address is known. One that has another address at each start (Codespaces and the like) is reported for two weeks.',
  ],
  ask: 'Ask the person whether they signed in to a command line, and from there.',
  respond: [
    'If it was not them, end their Identity Center sessions: the token lives for hours and opens every role they have.',
    'Of `aws login`, revoke the sign-in (BatchRevokeSessions of AWS Sign-In): it renews its credentials for up to twelve hours. Those that it has are denied by aws:SignInSessionArn. The record holds the ARN for both.',
    'Look for AssumeRoleWithSAML and role sessions of that person from the other place.',
  ],
  attack: ['T1528', 'T1566.002', 'T1550.001'],
  references: [
    'https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html',
    'https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html',
    'https://attack.mitre.org/techniques/T1528/',
  ],
  on: ['CreateToken', 'CreateOAuth2Token'],
  params: z.strictObject({
    country: points(60, 'Points if the person was at the portal, or the sign-in page, in another country.'),
    points: points(
      45,
      'Points if the person was in another network, or not there at all; also in a cloud abroad.',
    ),
    known: points(10, 'Points if actor or organisation know the network of the command line.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(30).describe('Minutes looked back.'),
  }),
  detect(event, facts, params) {
    const { name, origin, request } = event;
    if (!isFetched(event)) return undefined;
    if (origin.kind !== 'ip' || origin.network === undefined) return { unknown: 'origin' };
    const { network } = origin;
    const page = name === 'CreateToken' ? 'portal' : 'sign-in page';
    const signs = seenAt(event, facts, params.windowMinutes * MINUTE);
    const reason = unanswerable(event, network, signs, facts);
    if (reason !== undefined) return { unknown: reason };
    if (signs.some((sign) => sign.network === network.key)) return undefined;
    const last = signs.at(-1);
    const strange = isAbroad(origin, last) ? params.country : params.points;
    const there =
      last === undefined
        ? `not at the ${page}`
        : `at the ${page} in ${networkName(last.network)}${inCountry(last.country)}`;
    return {
      points: isKnown(network, facts) ? params.known : strange,
      summary: `when the token was fetched here, the person was ${there}`,
      evidence: { grantType: request.grantType ?? '', network: network.key, portal: last?.network ?? 'none' },
    };
  },
});

/** Whether an approved code was exchanged for a token: by a person at Identity Center, or in `aws login`. */
function isFetched({ actor, name, outcome, request }: StsEvent): boolean {
  if (outcome !== 'success' || !CODE_GRANT.test(request.grantType ?? '')) return false;
  return name === 'CreateOAuth2Token' || actor.kind === 'person';
}

/**
 * Why the rule cannot answer: no database has the network, no event of the browser was ever seen, or one of the two
 * networks is a relay, which hides where the browser is. Undefined if it can.
 */
function unanswerable(
  event: StsEvent,
  { dimension, key, kind }: Network,
  signs: readonly MarkedPlace[],
  facts: Facts,
): UnknownReason | undefined {
  if (dimension === 'prefix') return 'database';
  if (facts.actor.seen('portal').length === 0 && seenAt(event, facts, MARK_KEEP).length === 0) {
    return 'history';
  }
  if (signs.some(({ network }) => network === key)) return undefined;
  return kind === 'relay' || signs.some(({ networkKind }) => networkKind === 'relay') ? 'origin' : undefined;
}

/** Where the person was in the browser, within `windowMs` milliseconds before the event. */
function seenAt({ time }: StsEvent, { marks }: Facts, windowMs: number): readonly MarkedPlace[] {
  return marks('portal', windowMs)
    .filter((mark) => mark.time <= time)
    .flatMap(({ value }) => parsePlace(value) ?? []);
}

/** Whether the countries differ; false if one end is in a cloud, whose country is only that of its region. */
function isAbroad({ network, place }: IpOrigin, last: MarkedPlace | undefined): boolean {
  if (network?.kind === 'cloud' || last?.networkKind === 'cloud') return false;
  return last?.country !== undefined && place !== undefined && last.country !== place.country;
}

function isKnown({ key, kind }: Network, { actor, organisation }: Facts): boolean {
  return kind === 'own' || actor.knows('network', key) || organisation.knows('network', key);
}

function inCountry(country: string | undefined): string {
  return country === undefined ? '' : ` (${countryName(country)})`;
}
