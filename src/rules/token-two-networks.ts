import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import { isTemporaryKey } from '../core/event/issued-to.ts';
import { isHeldByCustomer } from '../core/facts/customer.ts';
import type { Facts } from '../core/facts/facts.ts';
import { relaySays } from '../core/facts/relay-says.ts';
import { type End, hereOf, issuePlace, othersOf, usesOf } from '../core/facts/token-ends.ts';
import type { Verdict } from '../core/finding/finding.ts';
import type { MarkedPlace } from '../core/history/marked-place.ts';
import { half } from '../core/history/view.ts';
import { countryName } from '../core/place/place-words.ts';
import { defineRule, points } from './define.ts';

const PARAMS = z.strictObject({
  country: points(
    45,
    'Points if the other network is in another country, or is a relay and the token a machine’s.',
  ),
  points: points(20, 'Points if it is in the same country, or nobody knows where.'),
  pipeline: points(
    70,
    'Points if a pipeline’s left the cloud of its runner for a residential line or a hosting provider.',
  ),
  cold: points(30, 'Points at most on the first days, into a cloud or a hosting provider, where VPNs end.'),
  known: points(5, 'Points if actor or organisation know this network, or the token was issued in it.'),
});
type Params = z.infer<typeof PARAMS>;

export default defineRule({
  id: 'token-two-networks',
  title: 'One session token was used in two networks',
  family: 'misuse',
  why: 'A session token lives in one process on one machine; used in two networks at once, it has been copied.',
  blindSpots: [
    'A thief in the victim’s own provider, or behind a proxy there: a large cloud is one network.',
    'A thief with a machine in an account of yours, behind its VPC endpoint: a private address is no network.',
    'Without sessions: watch only STS and sign-in calls say where a token is.',
    'A token whose issue was not seen, used by the thief alone; for Identity Center, what was not fetched by GetRoleCredentials (a console session that only the thief uses), or whose records lack onBehalfOf.',
    'A person’s token through a relay (iCloud Private Relay, WARP) that anybody here has used before.',
    'A signed GetCallerIdentity that an EKS cluster sends on for its user (`kubectl`): it is nobody’s place. So is one that a thief in AWS sends with Go’s bare client.',
    'Tokens of an app’s users (Cognito and the like), who roam.',
    'Console sessions of users, root and roles that are not permission sets’: each call has a key of its own. Of permission sets, a cookie that is used from AWS: CloudShell calls from there.',
    'On the first days a thief’s server may be somebody’s VPN: it weighs less.',
  ],
  falsePositives: [
    'A laptop that changes from home to mobile, or switches its VPN on: known networks weigh 5.',
    'A broker (Vault, say) that issues sessions in the cloud for people elsewhere: known after its days; a colleague in a country where nobody of theirs was before may alert.',
    'A laptop that keeps its session over a border: a flight, a train, a phone abroad.',
    'A pipeline that hands its session to a server elsewhere: `rolewarden baseline accept` the finding, or let the server have a role of its own.',
  ],
  ask: 'Ask the person, or the owner of the machine, whether both places are theirs.',
  respond: [
    'Rotating a long-lived key does not end the session: it has to be ended itself.',
    'Find where the token lay: environment, disk, instance metadata, build log.',
  ],
  attack: ['T1550.001', 'T1528'],
  references: ['https://attack.mitre.org/techniques/T1550/001/'],
  on: 'all',
  params: PARAMS,
  detect(event, facts, params) {
    const here = isJudged(event, facts) ? hereOf(event) : undefined;
    if (here === undefined) return nowhere(event, facts);
    if (here.dimension === 'prefix') return { unknown: 'database' };
    const birth = issuePlace(event, facts, here.key);
    const relay = here.kind === 'relay' ? relaySays(event, facts, here, birth?.kind) : 'not one';
    if (relay === 'nothing') return { unknown: 'origin' };
    const uses = usesOf(event, facts);
    if (isSaid(event, here, uses)) return undefined;
    const others = othersOf(here.key, birth, uses);
    const abroad = others.find(({ country }) => differs(country, here.country));
    const other = abroad ?? others[0];
    if (other === undefined) return undefined;
    const far = abroad !== undefined || relay === 'theft';
    const left = hasLeftItsRun(event, facts, here, others);
    const full = left ? params.pipeline : fullOf(isPerhapsVpn(event, facts, here, other), far, params);
    return {
      points: birth?.key === here.key ? params.known : worth(here.key, facts, full, params.known),
      summary: `one session token in two places, ${placesOf(here, other, birth)}`,
      evidence: {
        accessKeyId: event.actor.accessKeyId ?? '',
        here: here.key,
        other: other.key,
        countries: `${other.country ?? '?'} ${here.country ?? '?'}`,
      },
    };
  },
});

function isJudged({ outcome }: StsEvent, facts: Facts): boolean {
  return outcome !== 'error' && !isHeldByCustomer(facts);
}

/** For a call that is not a token's, or whose token no usable address places. */
function nowhere(event: StsEvent, facts: Facts): Verdict {
  const { actor, origin } = event;
  if (!isJudged(event, facts) || actor.invokedBy !== undefined) return undefined;
  return origin.kind === 'other' && isTemporaryKey(actor.accessKeyId) ? { unknown: 'origin' } : undefined;
}

/** Whether it was reported already: calls of other services come by the hundred, so one of each network is enough. */
function isSaid({ service }: StsEvent, { key }: End, uses: readonly MarkedPlace[]): boolean {
  return service === 'watched' && uses.some(({ network }) => network === key);
}

/**
 * Whether it may be a person's VPN, which ends in a cloud or at a hosting provider, as a thief's server does: only while
 * there is no history. A token that came from a cloud is not a person's.
 */
function isPerhapsVpn({ actor }: StsEvent, facts: Facts, here: End, other: End): boolean {
  const cold = !facts.actor.covered && !facts.organisation.covered && actor.workload === undefined;
  return cold && (here.kind === 'cloud' || here.kind === 'hosting') && other.kind !== 'cloud';
}

function fullOf(perhapsVpn: boolean, far: boolean, { cold, country, points: near }: Params): number {
  return Math.min(far ? country : near, perhapsVpn ? cold : 100);
}

/** Whether a pipeline's token has left its cloud: a hosted runner exists for one run, and never takes it elsewhere. */
function hasLeftItsRun(
  { actor }: StsEvent,
  { organisation }: Facts,
  { kind }: End,
  others: readonly End[],
): boolean {
  if (actor.workload !== 'pipeline' || !organisation.covered) return false;
  return (kind === 'access' || kind === 'hosting') && others.every((other) => other.kind === 'cloud');
}

function differs(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

function worth(network: string, { actor, organisation }: Facts, full: number, known: number): number {
  const ours = network.startsWith('own:') || organisation.knows('network', network);
  if (ours || actor.knows('network', network)) return Math.min(known, full);
  return actor.saw('network', network) ? half(full) : full;
}

function placesOf(here: End, other: End, birth: End | undefined): string {
  if (other === birth) return `issued in ${placed(other)}, used in ${placed(here)}`;
  const where = birth?.key === here.key ? ', where it was issued' : '';
  return `used in ${placed(other)} and in ${placed(here)}${where}`;
}

function placed({ country, name }: End): string {
  return country === undefined ? name : `${name} (${countryName(country)})`;
}
