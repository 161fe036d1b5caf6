import type { StsEvent } from '../../core/event/event.ts';
import type { Origin } from '../../core/place/origin.ts';
import type { Locator } from '../../core/ports/ports.ts';
import { isHidden, originOf } from '../address/address.ts';
import { clientOf } from '../record/client.ts';
import { roleOf } from '../record/role.ts';
import { withoutServers } from '../record/without-servers.ts';
import { type ActorRow, actorRow, toActor } from './actor-row.ts';
import {
  type FederationRow,
  federationRow,
  type GrantRow,
  grantRow,
  type Or,
  type ProviderRow,
  providerRow,
  type RequestRow,
  requestRow,
  type TrustRow,
  toFederation,
  toGrant,
  toProvider,
  toRequest,
  toTrust,
  trustRow,
} from './parts.ts';

/**
 * An event as a line of JSON without names: a tenth of what the event takes in memory, and unpacked within
 * microseconds. It leaves out what can be looked up again: place and network follow from the address, family and system
 * from the user agent. It begins with the time, the id and what it corrects, so that lines can be sorted unread.
 */
export type Packed = string;

/** Counted up with every change of the row, or of what is read of a record: a journal of another layout is not read. */
export const LAYOUT = 12;

type Row = readonly [
  time: number,
  id: string,
  replaces: Or<string>,
  sharedEventId: Or<string>,
  eventId: string,
  service: StsEvent['service'],
  name: StsEvent['name'],
  eventName: string,
  outcome: StsEvent['outcome'],
  errorCode: Or<string>,
  region: Or<string>,
  recipientAccountId: Or<string>,
  actor: ActorRow,
  origin: string | Exclude<Origin, { readonly kind: 'ip' }>,
  client: Or<string>,
  role: Or<string>,
  grant: Or<GrantRow>,
  request: RequestRow,
  federation: Or<FederationRow>,
  signInMfa: Or<boolean>,
  vpcEndpointId: Or<string>,
  source: string,
  fromConsole: boolean,
  touched: readonly string[],
  vpcEndpointAccountId: Or<string>,
  trust: Or<TrustRow>,
  provider: Or<ProviderRow>,
];

/** Packs an event that `normalise` made. */
export function pack(event: StsEvent): Packed {
  const { client, federation, grant, origin, provider, request, role, trust } = event;
  // biome-ignore format: in the order of the row
  const row: Row = [
    event.time, event.id, event.replaces, event.sharedEventId, event.eventId, event.service, event.name,
    event.eventName, event.outcome, event.errorCode, event.region, event.recipientAccountId, actorRow(event.actor),
    addressOf(origin), client.text, role?.arn,
    grant && grantRow(grant), requestRow(request), federation && federationRow(federation),
    event.signInMfa, event.vpcEndpointId, event.source, event.fromConsole, event.touched,
    event.vpcEndpointAccountId, trust && trustRow(trust), provider && providerRow(provider),
  ];
  return JSON.stringify(row);
}

/** The text that `originOf` will read again, or an origin that needs no reading. */
function addressOf(origin: Origin): Row[13] {
  if (origin.kind === 'ip') return origin.ip;
  return origin.kind === 'other' ? origin.text : origin;
}

/** The event that was packed; places are looked up again, so the locator must be that of `normalise`. */
export function unpack(packed: Packed, locator: Locator): StsEvent {
  const row: Row = JSON.parse(packed);
  const actor = toActor(row[12]);
  const recipientAccountId = row[11] ?? undefined;
  const vpcEndpointId = row[20] ?? undefined;
  const vpcEndpointAccountId = row[24] ?? undefined;
  const hidden = isHidden({ actor, recipientAccountId, vpcEndpointAccountId, vpcEndpointId });
  return withoutServers({
    time: row[0],
    id: row[1],
    replaces: row[2] ?? undefined,
    sharedEventId: row[3] ?? undefined,
    eventId: row[4],
    service: row[5],
    name: row[6],
    eventName: row[7],
    outcome: row[8],
    errorCode: row[9] ?? undefined,
    region: row[10] ?? undefined,
    recipientAccountId,
    actor,
    origin: typeof row[13] === 'string' ? originOf(row[13], locator, hidden) : row[13],
    client: clientOf(row[14] ?? undefined),
    role: roleOf(row[15] ?? undefined),
    grant: row[16] ? toGrant(row[16]) : undefined,
    request: toRequest(row[17]),
    federation: row[18] ? toFederation(row[18]) : undefined,
    signInMfa: row[19] ?? undefined,
    vpcEndpointId,
    vpcEndpointAccountId,
    source: row[21],
    fromConsole: row[22],
    touched: row[23],
    trust: row[25] ? toTrust(row[25]) : undefined,
    provider: row[26] ? toProvider(row[26]) : undefined,
  });
}

/** What a packed event begins with: enough to sort it, and to find its copies. */
export interface PackedHead {
  readonly time: number;
  readonly id: string;
  /** The record that a correction names, where that decides to which call it belongs. */
  readonly corrects: string | undefined;
  /** The event's id is the record's own. */
  readonly plain: boolean;
}

/** Reads the head without the rest. */
export function headOf(packed: Packed): PackedHead {
  const comma = packed.indexOf(',');
  const quote = packed.indexOf('"', comma + 2);
  const id = packed.slice(comma + 2, quote);
  const plain = packed.startsWith('null,null,', quote + 2);
  if (plain && !id.includes('\\')) {
    return { time: Number(packed.slice(1, comma)), id, corrects: undefined, plain };
  }
  const [time, whole, replaces, shared]: Row = JSON.parse(packed);
  const corrects = shared === null ? (replaces ?? undefined) : undefined;
  return { time, id: whole, corrects, plain: shared === null && replaces === null };
}
