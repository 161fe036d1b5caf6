import { z } from 'zod';
import type { StsEvent } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import { MARK_KEEP } from '../core/mark.ts';
import { type MarkedPlace, parsePlace } from '../core/marked-place.ts';
import type { Network } from '../core/origin.ts';
import { countryName, networkName } from '../core/place-words.ts';
import type { UnknownReason } from '../core/view.ts';
import { defineRule, points } from './define.ts';

const CODE_GRANT = /(?:device_code|authorization_code)$/;

export default defineRule({
  id: 'device-code-elsewhere',
  title: 'A person’s Identity Center token was fetched where the person is not',
  family: 'misuse',
  why: 'Device-code phishing: the victim approves a code in the browser, and the thief’s command line fetches the token elsewhere.',
  blindSpots: [
    'A thief in the victim’s own network or provider.',
    'Portal events of another account or region that are not collected: then the answer is unknown.',
    'Tokens that are renewed (refresh_token) after the first.',
  ],
  falsePositives: ['A command line on a remote machine, approved on the laptop.'],
  respond: [
    'Ask the person which command line they signed in to, and where.',
    'If none, end their Identity Center sessions: the token lives for hours and opens every role they have.',
    'Look for AssumeRoleWithSAML and role sessions of that person from the other place.',
  ],
  attack: ['T1528', 'T1566.002', 'T1550.001'],
  references: [
    'https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html',
    'https://attack.mitre.org/techniques/T1528/',
  ],
  on: ['CreateToken'],
  params: z.strictObject({
    country: points(60, 'Points if the person was at the portal in another country.'),
    points: points(45, 'Points if the person was in another network, or not at the portal at all.'),
    known: points(10, 'Points if actor or organisation know the network of the command line.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(30).describe('Minutes that are looked back.'),
  }),
  detect(event, facts, params) {
    const { actor, origin, outcome, request } = event;
    if (outcome !== 'success' || actor.kind !== 'person' || !CODE_GRANT.test(request.grantType ?? '')) {
      return undefined;
    }
    if (origin.kind !== 'ip' || origin.network === undefined) return { unknown: 'origin' };
    const { network, place } = origin;
    const signs = seenAt(event, facts, params.windowMinutes * 60_000);
    const reason = unanswerable(event, network, signs, facts);
    if (reason !== undefined) return { unknown: reason };
    if (signs.some((sign) => sign.network === network.key)) return undefined;
    const last = signs.at(-1);
    const abroad = last?.country !== undefined && place !== undefined && last.country !== place.country;
    const here = `${network.name ?? network.key}${inCountry(place?.country)}`;
    const there =
      last === undefined ? 'nowhere' : `in ${networkName(last.network)}${inCountry(last.country)}`;
    return {
      points: isKnown(network, facts) ? params.known : abroad ? params.country : params.points,
      summary: `a token of ${actor.name} was fetched from ${here}; at the portal they were ${there}`,
      evidence: { grantType: request.grantType ?? '', network: network.key, portal: last?.network ?? 'none' },
    };
  },
});

/** Portal events that were never seen, and relays: they hide the browser, and no command line goes through them. */
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

/** Where the person was at the portal within a time before the event. */
function seenAt({ time }: StsEvent, { marks }: Facts, windowMs: number): readonly MarkedPlace[] {
  return marks('portal', windowMs)
    .filter((mark) => mark.time <= time)
    .flatMap(({ value }) => parsePlace(value) ?? []);
}

function isKnown({ key, kind }: Network, { actor, organisation }: Facts): boolean {
  return kind === 'own' || actor.knows('network', key) || organisation.knows('network', key);
}

function inCountry(country: string | undefined): string {
  return country === undefined ? '' : ` (${countryName(country)})`;
}
