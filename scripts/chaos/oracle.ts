import type { Seen } from '../../test/support/aws-faults.ts';
import type { Standing } from './cloud.ts';
import { type Alarm, alarmsOf, type Dealt, read, repeatsOf } from './heard.ts';
import type { Told } from './story.ts';

/** What a run left behind. */
export interface Evidence {
  readonly events: readonly Told[];
  readonly standing: readonly Standing[];
  /** Every call of every worker that the proxies saw. */
  readonly seen: readonly Seen[];
  /** Bodies of the alerts that arrived. */
  readonly alerts: readonly string[];
  /** Names of the audit records. */
  readonly audit: readonly string[];
  /** Messages that nobody deleted in time. */
  readonly left: number;
  readonly deaths: readonly string[];
  readonly dealt: readonly Dealt[];
}

/** The sessions or events that break each promise: none if it is kept. */
export type Broken = Readonly<Record<(typeof PROMISES)[number], readonly string[]>>;

/** What a run is held to, in the words of its table. */
export const PROMISES = [
  'revocations lost',
  'revocations doubled',
  'revocations wrong',
  'on a protected role',
  'cut-offs changed',
  'written without an audit record',
  'alerts lost',
  'alerts nobody caused',
  'alerts repeated without cause',
  'events unaccounted',
  'workers that fell by themselves',
] as const;

/** What must be denied, by the name of the policy that does. */
export function judge(evidence: Evidence): Broken {
  const { audit, deaths, events, left, seen, standing } = evidence;
  const alarms = alarmsOf(evidence.alerts, events, evidence.dealt);
  const due = new Map(events.filter(({ kind }) => kind === 'revoke').map((told) => [told.policy, told]));
  const puts = putsOf(seen);
  const written = [...puts.map(({ policy, document, role }) => ({ policy, document, role })), ...standing];
  const guarded = new Set(
    events.filter(({ kind }) => kind.startsWith('protected')).map(({ policy }) => policy),
  );
  return {
    'revocations lost': [...due.values()]
      .filter((told) => !denied(told, standing, alarms))
      .map(({ id }) => id),
    'revocations doubled': doubled(standing),
    'revocations wrong': written
      .filter(({ document, policy }) => due.get(policy)?.document !== document)
      .map(({ policy, role }) => `${policy} of ${role}`),
    'on a protected role': written
      .filter(({ policy, role }) => guarded.has(policy) || role.startsWith('decoy-protected'))
      .map(({ policy, role }) => `${policy} of ${role}`),
    'cut-offs changed': changed(written),
    'written without an audit record': written
      .map(({ policy }) => policy)
      .filter((policy) => !audit.includes(`${policy.replace('rolewarden', 'revoke')}.json`)),
    'alerts lost': alarms.filter(({ missing }) => missing).map(({ told }) => told.id),
    'alerts nobody caused': strangers(evidence.alerts, events),
    'alerts repeated without cause': repeatsOf(seen, evidence.dealt)
      .filter(({ why }) => why === 'nothing')
      .map(({ id }) => id),
    'events unaccounted': left === 0 ? [] : [`${left} messages were never deleted`],
    'workers that fell by themselves': deaths,
  };
}

/** Whether the session's policy stands; or an alert hands it to a person. */
function denied(told: Told, standing: readonly Standing[], alarms: readonly Alarm[]): boolean {
  const { account, policy, role } = told;
  const stands = standing.some(
    (one) => one.policy === policy && one.account === account && one.role === role,
  );
  return stands || alarms.some((alarm) => alarm.told === told && alarm.handedOver);
}

function doubled(standing: readonly Standing[]): readonly string[] {
  const sessions = standing.map(({ account, document }) => {
    const [, userid = document] = /"aws:userid":"([^"]+)"/.exec(document) ?? [];
    return `${account} ${userid}`;
  });
  return sessions.filter((session, at) => sessions.indexOf(session) !== at);
}

/** Names under which two different documents were written. */
function changed(
  written: readonly { readonly policy: string; readonly document: string }[],
): readonly string[] {
  const first = new Map<string, string>();
  const names = new Set<string>();
  for (const { document, policy } of written) {
    const known = first.get(policy) ?? document;
    first.set(policy, known);
    if (known !== document) names.add(policy);
  }
  return [...names];
}

/** Every write of a policy that left a worker, whatever became of it. */
export function putsOf(seen: readonly Seen[]) {
  return seen
    .filter(({ action }) => action === 'PutRolePolicy')
    .map(({ body }) => {
      const asked = new URLSearchParams(body);
      const said = (name: string) => asked.get(name) ?? '';
      return { policy: said('PolicyName'), role: said('RoleName'), document: said('PolicyDocument') };
    });
}

function strangers(alerts: readonly string[], events: readonly Told[]): readonly string[] {
  const loud = new Set(events.filter(({ kind }) => kind !== 'quiet').map(({ id }) => id));
  return alerts.map((text) => read(text).id).filter((id) => !loud.has(id));
}
