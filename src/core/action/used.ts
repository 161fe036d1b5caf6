import type { StsEvent } from '../event/event.ts';
import { ISSUED_KEY } from '../event/issued-to.ts';
import { quarantinedOther } from '../event/key-quarantine.ts';
import { partitionOf } from '../event/partition.ts';
import { type Target, targetOf } from '../event/target.ts';
import type { Finding } from '../finding/finding.ts';
import { LONGEST_SESSION } from '../history/session.ts';
import { HOUR, utc } from '../time/days.ts';
import { endCommand } from './end-command.ts';
import { anotherOf, anotherToIssue } from './gets-another.ts';
import { holderAside, holderSteps } from './held-by.ts';
import { type Keeper, keeperOf } from './keeper.ts';
import { leakedKeySteps, longTermKeySteps } from './long-term-key.ts';
import { callerOwnedByAws, type Irrevocable, withWhatItTook } from './owned-by-aws.ts';
import type { ReadWhen } from './read-when.ts';
import { rootSteps } from './root-steps.ts';
import { signedInSteps, signedInWords } from './signed-in.ts';

/** No role's session lasts longer (ms). */
const LONGEST_OF_ROLE = 12 * HOUR;

/**
 * What a person has to know of a call that issued nothing: the key that it was made with still works, or a sign-in opened
 * the console. Undefined where the event names no key, or none that AWS writes.
 */
export function usedSession(
  event: StsEvent,
  lineage: Finding['lineage'],
  readWhen: ReadWhen = 'live',
): Irrevocable | undefined {
  const whatToDo = callerSteps(event, lineage);
  if (whatToDo.length === 0 || quarantinedOther(event) !== undefined) return undefined;
  const signedIn = signedInWords(event);
  if (signedIn !== undefined) return { reason: 'used', summary: signedIn, whatToDo };
  const { accessKeyId = '' } = event.actor;
  const target = callerOf(event);
  const whose =
    target === undefined ? rootWords(event) : ` of ${target.kind} ${target.name} in ${target.accountId}`;
  const what = isSession(event) ? 'session' : 'access key';
  const ends = isSession(event) ? `is active ${endWords(event, lineage)}` : 'works until it is deactivated';
  return {
    reason: 'used',
    summary: `${what} ${accessKeyId}${whose} made the call and ${readWhen === 'live' ? 'is still active' : ends}`,
    whatToDo: unsaid(event, whatToDo),
  };
}

/** The steps beside the summary: of a long-term key, of root, and of a role that AWS owns, the first says again what was used. */
function unsaid(event: StsEvent, steps: readonly string[]): readonly string[] {
  const owned = callerOwnedByAws(event.actor);
  if (isSession(event) && owned === undefined && event.actor.kind !== 'root') return steps;
  return [...(owned === undefined ? [] : [`${owned.summary}.`]), ...steps.slice(1)];
}

function rootWords({ actor }: StsEvent): string {
  return actor.kind === 'root' ? ` of the root user of ${actor.accountId ?? 'an unknown account'}` : '';
}

/** How a person ends what the caller called with, or the keys of whom it quarantined. Every value in it is checked: it is there to be pasted. */
export function callerSteps(event: StsEvent, lineage: Finding['lineage'] = []): readonly string[] {
  const leaked = quarantinedOther(event);
  if (leaked !== undefined) return leakedKeySteps(leaked);
  if (!isSession(event)) return [...longTermKeySteps(event), ...signedInSteps(event)];
  const { accessKeyId: key, accountId, arn, assumedRoot, kind } = event.actor;
  if (kind === 'root' && accountId !== undefined) {
    const partition = arn?.split(':')[1] ?? partitionOf(event.region);
    return [
      `The call was made with ${key}, a session of the root user.`,
      ...rootSteps(accountId, partition, assumedRoot),
    ];
  }
  const owned = callerOwnedByAws(event.actor);
  if (owned !== undefined) {
    return [`The call was made with ${key}. ${owned.summary}.`, ...withWhatItTook(owned, key).whatToDo];
  }
  const holder = keeperOf(event, lineage);
  const commands = commandsOf(event, holder);
  if (commands.length === 0) return [];
  const [only, all] = commands.length > 1 ? commands : [undefined, commands[0]];
  return [
    ...(only === undefined ? [] : [`End session ${key}, if Rolewarden recorded its issue: ${only}`]),
    `End every session${only === undefined ? ` (${key} is one)` : ''} issued up to now: ${all} (add --dry-run to preview).`,
    ...(holder === undefined ? [] : holderSteps(holder.name)),
    ...anotherOf(event, lineage),
  ];
}

/** Ending the issued session leaves the caller’s own credentials at work, which can get another: how to end those. */
export function callerGoesOn(
  event: StsEvent,
  lineage: Finding['lineage'],
  readWhen: ReadWhen = 'live',
): readonly string[] {
  if (!isSession(event)) return [...longTermKeySteps(event), ...anotherToIssue(event)];
  const asked = `The session was requested with ${event.actor.accessKeyId}`;
  const owned = callerOwnedByAws(event.actor);
  if (owned?.reason === 'identity-center') {
    const where = 'delete it in Identity Center (Users, the user, Active sessions)';
    const can =
      readWhen === 'live'
        ? 'is still active and can request another'
        : 'can request others until it is deleted';
    return [`${asked}, an Identity Center session that ${can}: ${where}.`];
  }
  const holder = keeperOf(event, lineage);
  const [command] = commandsOf(event, holder);
  const target = callerOf(event);
  if (command === undefined || target === undefined) return [];
  const whose = `${target.kind} ${target.name} in ${target.accountId}`;
  const down = holder === undefined ? '' : ` (${holderAside(holder.name)})`;
  const can =
    readWhen === 'live'
      ? 'is still active and can request another'
      : `can request others ${endWords(event, lineage)}`;
  return [
    `${asked} of ${whose}, which ${can}. To end that too: ${command}${down}`,
    ...anotherOf(event, lineage),
  ];
}

/** Until when the caller's session is active: as its issue says, else as long as AWS lets one last after this call. */
function endWords({ actor, time }: StsEvent, lineage: Finding['lineage']): string {
  const issue = lineage.at(-1);
  if (issue?.expiresAt && issue.accessKeyId === actor.accessKeyId)
    return `until ${utc(Date.parse(issue.expiresAt))}`;
  const longest = actor.roleName === undefined ? LONGEST_SESSION : LONGEST_OF_ROLE;
  return `until ${utc(time + longest)} at the latest`;
}

/** The commands that end the caller's session: that one alone where it can be told from others, then all. */
function commandsOf(event: StsEvent, holder: Keeper | undefined): readonly string[] {
  const target = callerOf(event);
  const { accessKeyId } = event.actor;
  if (target === undefined || callerOwnedByAws(event.actor) !== undefined) return [];
  const all = endCommand(target, undefined);
  // AWS does not write the role's id where a service takes a role for a workload: that one session is not known well enough
  return target.kind === 'role' && holder?.taken !== true ? [endCommand(target, accessKeyId), all] : [all];
}

function isSession({ actor }: StsEvent): boolean {
  return ISSUED_KEY.test(actor.accessKeyId ?? '');
}

/** The role behind a session's ARN, or the user. A role's path is not in it: IAM's calls take the bare name. */
function callerOf({ actor }: StsEvent): Target | undefined {
  const { arn = '', roleName } = actor;
  const [, partition, accountId] = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\//.exec(arn) ?? [];
  if (partition === undefined) return targetOf(arn);
  return targetOf(`arn:${partition}:iam::${accountId}:role/${roleName}`);
}
