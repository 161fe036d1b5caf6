import * as z from 'zod';
import { type Actor, isPersonsKey } from '../core/event/actor.ts';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { areRelated, holdersOfName, nameInKey } from '../core/facts/name-holder.ts';
import { grantedRole, isJudgedAtHome } from '../core/facts/who.ts';
import { rootOf } from '../core/history/lineage.ts';
import { nameStyle } from '../core/history/values.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

const WHOSE = {
  person: 'another person’s',
  user: 'that of a user of another account',
  machine: 'that of a machine’s user',
} as const;
type Whose = keyof typeof WHOSE;

export default defineRule({
  id: 'borrowed-name',
  title: 'A session under another person’s name',
  family: 'misuse',
  why: 'The session name and sourceIdentity are what later logs blame: a thief puts somebody else’s name there.',
  blindSpots: [
    'Names that nobody here has used for a day.',
    'Words that only users of other accounts are called score `elsewhere`, and those that only machines are called (users who show no MFA, console or desk) `machine`.',
    'Machines that name their sessions after people’s e-mail addresses, or pass these as sourceIdentity (brokers), are not judged. By session names one passes for a broker after one earlier day, under any such name; by sourceIdentity after three days over a week.',
    'A machine without history that passes a sourceIdentity is only a contribution.',
    'A role’s session whose issuing events were not seen.',
    'A call from another account of yours, in the role owner’s record: the caller’s own record is judged. It never comes once that account’s trail is stopped; the owner’s is judged again when nothing was heard of the account for three days.',
    'SAML and OIDC: there the identity provider names the session, and whoever may change its attributes.',
  ],
  falsePositives: [
    'Somebody who works for a colleague and says so.',
    'A second account of the same person.',
    'A machine with a history that becomes a broker and passes a sourceIdentity, every day until a finding was accepted with `rolewarden baseline accept`.',
  ],
  ask: 'Ask the caller, and whoever the name belongs to (of a machine, its owner), whether the one works under the other’s name.',
  respond: [
    'Read the lineage: the first actor is who really called, whatever the name says.',
    'Set sts:RoleSessionName or sts:SourceIdentity conditions in the trust policy.',
  ],
  attack: ['T1036', 'T1550.001', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html',
  ],
  on: ['AssumeRole'],
  params: z.strictObject({
    sourceIdentity: points(70, 'Points for the sourceIdentity of another known person.'),
    broker: points(30, 'Points for the same by a machine without history: so begins every broker.'),
    known: points(60, 'Points for the session name of another known person.'),
    elsewhere: points(
      30,
      'Points for either, if only users of other accounts are called so, and it is no e-mail address.',
    ),
    machine: points(20, 'Points for either, if only machines are called so, and it is no e-mail address.'),
    mail: points(45, 'Points for a session name that is an e-mail address, but not the actor’s.'),
  }),
  detect(event, facts, params) {
    const { actor, request } = event;
    const root = rootOf(event, facts.lineage) ?? itself(event);
    if (!grantedRole(event) || actor.kind === 'service' || root === undefined) return undefined;
    if (isJudgedAtHome(event, facts)) return undefined;
    const set = request.sourceIdentity === actor.sourceIdentity ? undefined : request.sourceIdentity;
    const evidence = { actor: root, role: event.role?.arn ?? '' };
    const behind = behindIt(set, root, event, facts);
    if (behind !== undefined) {
      const full = behind.isNewBroker ? params.broker : params.sourceIdentity;
      const given = worth(behind.whose, full, params);
      return {
        points: given,
        summary: `sourceIdentity ${quoted(set, 64)} is ${WHOSE[behind.whose]}`,
        evidence,
      };
    }
    const name = request.sessionName;
    const said = `session name ${quoted(name, 64)}`;
    const named = asks(event, root, facts) ? whoseIs(name, root, actor, facts) : undefined;
    if (named !== undefined) {
      const given = worth(named, params.known, params);
      return { points: given, summary: `${said} is ${WHOSE[named]}`, evidence };
    }
    const mails = nameStyle(name) === 'mail' && nameStyle(nameInKey(root)) === 'mail';
    return mails && !areRelated(name ?? '', nameInKey(root))
      ? { points: params.mail, summary: `${said} is not the actor’s own e-mail address`, evidence }
      : undefined;
  },
});

function worth(
  whose: Whose,
  full: number,
  { elsewhere, machine }: { readonly elsewhere: number; readonly machine: number },
): number {
  return { person: full, user: elsewhere, machine }[whose];
}

/** Whose the sourceIdentity is. Machines of ours that name people for days, brokers and gateways of agents, are not asked. */
function behindIt(name: string | undefined, root: string, { actor }: StsEvent, facts: Facts) {
  const isMachine = !isPersonsKey(root) && !root.startsWith('account:');
  if (isMachine && facts.actor.knows('name-style', 'mail')) return undefined;
  const whose = whoseIs(name, root, actor, facts);
  return whose && { whose, isNewBroker: isMachine && !facts.actor.covered };
}

/** The key of a user, or of a person of a permission set: AWS names them in every call, even if no issue was seen. */
function itself({ actor: { key, kind } }: StsEvent): string | undefined {
  return kind === 'person' || kind === 'user' ? key : undefined;
}

/** Whether the session's name is judged: of people always; of machines if it is their first e-mail address. */
function asks({ request }: StsEvent, root: string, facts: Facts): boolean {
  if (isPersonsKey(root)) return true;
  return facts.actor.covered && !hasNamedPeople(facts) && nameStyle(request.sessionName) === 'mail';
}

/** Whether it has named people before. */
function hasNamedPeople({ actor }: Facts): boolean {
  return actor.saw('name-style', 'mail') || actor.onProbation('name-style').includes('mail');
}

/**
 * Whose name it is, if not the actor's. Users are named by whoever may make some, also in an account of no importance:
 * `terraform` there must not make everybody's sessions of that name a theft. Nor must the user of the pipeline, after
 * whom people's sessions are called by the configuration that they share (ADR 0067).
 */
function whoseIs(
  name: string | undefined,
  root: string,
  actor: Actor,
  { organisation }: Facts,
): Whose | undefined {
  if (name === undefined) return undefined;
  const { keys, people } = holdersOfName(organisation.holders('name', name.toLowerCase()));
  if (keys.length === 0 || keys.includes(root) || keys.includes(actor.key)) return undefined;
  if (areRelated(name, nameInKey(root)) || areRelated(name, actor.name)) return undefined;
  const isUserElsewhere = (key: string) =>
    key.startsWith('user:') && !key.includes(`:iam::${actor.accountId}:`);
  if (nameStyle(name) === 'mail' || !people.every(isUserElsewhere)) return 'person';
  return people.length === 0 ? 'machine' : 'user';
}
