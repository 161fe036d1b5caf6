import type { StsEvent } from '../event/event.ts';
import { isOfAPage } from '../event/of-a-page.ts';
import { callValue, isWork, tacticOf } from '../event/tactic.ts';
import { fetchedValue } from '../facts/fetched.ts';
import { isForged } from '../facts/who.ts';
import { grantKey } from '../history/grant-key.ts';
import type { Mark, MarkHolder, MarkTag } from '../history/mark.ts';
import { placeValue } from '../history/marked-place.ts';
import { roleValue } from '../history/values.ts';
import type { Origin } from '../place/origin.ts';
import { PORTAL_CALLS } from './habits-told.ts';
import { markOwner } from './mark-owner.ts';

const SIGN_INS: ReadonlySet<string> = new Set([
  'ConsoleLogin',
  'UserAuthentication',
  'CredentialVerification',
]);

const NOTHING: readonly Mark[] = [];

/** The marks that an event leaves: facts for the short windows, whatever its score. Services leave that of the seat. */
export function marksOf(event: StsEvent): readonly Mark[] {
  if (event.actor.kind === 'service') return seatMark(event);
  const marks: Mark[] = [];
  const mark = (tag: MarkTag, value: string, holder: MarkHolder = 'actor') => {
    const owner = markOwner(event, holder);
    if (owner === undefined) return;
    const key = tag === 'issue' ? grantKey(event) : event.id;
    marks.push({ tag, owner, value, time: event.time, key });
    const { unnamedKey } = event.actor;
    if (holder === 'actor' && unnamedKey !== undefined) {
      marks.push({ tag, owner: unnamedKey, value, time: event.time, key });
    }
  };
  if (event.service === 'watched') {
    if (event.outcome === 'denied') markProbe(event, mark);
    if (event.outcome !== 'error') markTactic(event, mark);
  } else if (event.outcome === 'denied') markRefusal(event, mark);
  else if (event.outcome === 'success') markSuccess(event, mark);
  marks.push(...nameMark(event));
  // Every call with temporary credentials, of whatever service, says from where they are used.
  if (event.outcome !== 'error' && !isForged(event) && !isHidden(event.origin))
    mark('use', placeValue(event.origin), 'session');
  marks.push(...seatMark(event));
  return marks;
}

/** Who else sits where a deny would strike: the key that was issued under a role's session name, by whomever. */
function seatMark(event: StsEvent): readonly Mark[] {
  const owner = markOwner(event, 'seat');
  const value = event.grant?.accessKeyId;
  if (owner === undefined || value === undefined) return NOTHING;
  return [{ tag: 'seat', owner, value, time: event.time, key: event.id }];
}

/** A sign-in that gives both: its name is told with what the id does later. */
function nameMark({ actor, id, outcome, time }: StsEvent): readonly Mark[] {
  if (outcome !== 'success' || actor.unnamedKey === undefined) return NOTHING;
  return [{ tag: 'name', owner: actor.unnamedKey, value: actor.name, time, key: id }];
}

type Leave = (tag: MarkTag, value: string, holder?: MarkHolder) => void;

function markProbe(event: StsEvent, mark: Leave): void {
  if (isForged(event) || isOfAPage(event)) return;
  const call = callValue(event);
  mark('probe', call);
  // by session too, as refused roles are
  if (event.actor.kind === 'role') mark('probe', call, 'session');
}

function markTactic(event: StsEvent, mark: Leave): void {
  const call = callValue(event);
  if (tacticOf(call) === undefined || isForged(event) || !isWork(event)) return;
  mark('tactic', call, 'session');
  // a pod exchanges its token for another session whenever it likes
  mark('tactic', call, 'spot');
}

function markRefusal(event: StsEvent, mark: Leave): void {
  const { actor, name, role } = event;
  if (SIGN_INS.has(name)) {
    mark('fail', actor.name);
    mark('fail', actor.name, 'address');
  }
  if (role === undefined || isForged(event)) return;
  mark('denied', role.name);
  // by session too: those of one role are used on many machines
  if (actor.kind === 'role') mark('denied', role.name, 'session');
  mark('denied', role.name, 'spot');
  mark('across', roleValue(role));
}

function markSuccess(event: StsEvent, mark: Leave): void {
  const { grant, name, origin, role } = event;
  if (travels(origin)) mark('place', placeValue(origin));
  if (grant !== undefined) mark('issue', issueValue(event));
  if (PORTAL_CALLS.has(name)) mark('portal', placeValue(origin));
  if (name === 'GetRoleCredentials' && role !== undefined) mark('fetched', fetchedValue(role, origin));
}

/** No address, or a relay's: where the caller is, nobody knows. Its marks would only push out those that say. */
function isHidden(origin: Origin): boolean {
  return origin.kind !== 'ip' || origin.network?.kind === 'relay';
}

/** A place that a trip may start from: who works in a cloud, too, sits somewhere else. */
function travels(origin: Origin): boolean {
  return (
    origin.kind === 'ip' &&
    origin.place !== undefined &&
    !isHidden(origin) &&
    origin.network?.kind !== 'cloud'
  );
}

/** `<call>|<account>/<role>`, or `|<account>` where no role was taken. */
function issueValue({ name, role, recipientAccountId, request }: StsEvent): string {
  const account = request.targetAccountId ?? recipientAccountId ?? '';
  return `${name}|${role === undefined ? account : roleValue(role)}`;
}
