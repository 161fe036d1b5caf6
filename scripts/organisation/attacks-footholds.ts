import { service, user, webIdentity } from '../callers.ts';
import { assumeRole, BOTO, CLI, callerIdentity, serviceRole, withWebIdentity } from '../records.ts';
import type { Technique } from './attack.ts';
import type { Cast } from './cast.ts';
import { instanceSession } from './machines.ts';
import { GITHUB, GITHUB_CLIENT } from './outsiders.ts';
import { copies, sessionOf } from './scene.ts';
import { hour, lair } from './thief.ts';
import { account } from './victims.ts';
import { at, pick } from './world.ts';

/** An address that nobody of the organisation has. */
const STRANGER = 7_778;

/** A machine’s role, to whose trust policy a thief has added a provider: taken with a token of that. */
const federated = (cast: Cast, day: number, how: { n: number; issuer: string; subject: string }) => {
  const role = cast.keys.at(how.n % cast.keys.length)?.role ?? { account: account(cast), name: 'x' };
  const from = at(how.issuer === GITHUB ? pick(cast.scene.stage, cast.scene.world.azure) : lair(cast), 9);
  return withWebIdentity({
    at: cast.scene.stage.at(day, hour(cast)),
    by: webIdentity(role.account, how.issuer, how.subject),
    from,
    with: how.issuer === GITHUB ? GITHUB_CLIENT : CLI,
    account: role.account,
    role,
    session: 'x',
  });
};

/** A service’s own call for code that a thief has started. */
const started = (cast: Cast, day: number, how: { by: string; name: string; region?: string }) => {
  const role = { account: account(cast), name: how.name };
  const call = { at: cast.scene.stage.at(day, hour(cast)), by: service(how.by), account: role.account, role };
  return serviceRole({ ...call, session: 'i-0badc0ffee0ddf00d', ...(how.region && { region: how.region }) });
};

/** Ways to stay, and to get further, that need no stolen credentials of the role itself. */
export const FOOTHOLD_TECHNIQUES: readonly Technique[] = [
  {
    id: 'repository of a stranger on a machine’s role',
    group: 'federation',
    grade: 'conclusive',
    act: (cast, day) => [
      federated(cast, day, { n: 11, issuer: GITHUB, subject: 'repo:evil/tools:ref:refs/heads/main' }),
    ],
  },
  {
    id: 'a sign-in open to the world on a machine’s role',
    group: 'federation',
    grade: 'conclusive',
    act: (cast, day) => [
      federated(cast, day, {
        n: 12,
        issuer: 'cognito-identity.amazonaws.com',
        subject: 'eu-central-1:0e51-thief',
      }),
    ],
  },
  {
    id: 'OIDC provider of the thief’s own on a machine’s role',
    group: 'federation',
    grade: 'subtle',
    act: (cast, day) => [federated(cast, day, { n: 13, issuer: 'id.thief.example', subject: 'me' })],
  },
  {
    id: 'administrator’s role passed to a function',
    group: 'workloads',
    grade: 'subtle',
    act: (cast, day) => [started(cast, day, { by: 'lambda.amazonaws.com', name: 'PlatformAdmin' })],
  },
  {
    id: 'instance started in a region that nobody uses',
    group: 'workloads',
    grade: 'subtle',
    act: (cast, day) => [
      started(cast, day, { by: 'ec2.amazonaws.com', name: 'Render', region: 'ap-southeast-3' }),
    ],
  },
  {
    id: 'another role from a shell on an instance',
    group: 'workloads',
    grade: 'subtle',
    act(cast, day) {
      const instance = cast.instances.find(({ takes }) => takes !== undefined)?.instance;
      if (instance === undefined) return [];
      const silent = { ...cast.scene, stage: { ...cast.scene.stage, add: () => {} } };
      const issued = instanceSession(silent, instance, day, 10);
      const role = { account: instance.role.account, name: 'LedgerExport' };
      const call = { at: cast.scene.stage.at(day, '11:20:00'), account: role.account, role, session: 'x' };
      const by = sessionOf(issued, { ec2RoleDelivery: '2.0' });
      return [
        serviceRole(issued),
        assumeRole({ ...call, by, from: at(instance.net, instance.host), with: CLI }),
      ];
    },
  },
  {
    id: 'stolen key on a colleague’s line',
    group: 'keys',
    grade: 'subtle',
    act(cast, day) {
      const net = cast.scene.world.access.get('DE')?.[0] ?? lair(cast);
      const call = { at: cast.scene.stage.at(day, '09:40:00'), from: at(net, STRANGER), with: CLI };
      const by = user(account(cast), cast.keys.at(14 % cast.keys.length)?.name ?? 'x');
      return [callerIdentity({ ...call, by, account: account(cast) })];
    },
  },
  {
    id: 'administrator’s role from inside a function',
    group: 'chains',
    grade: 'subtle',
    act(cast, day) {
      const own = cast.services.find(({ service: by }) => by.startsWith('lambda.'))?.role;
      if (own === undefined) return [];
      const issued = {
        at: cast.scene.stage.at(day, '14:02:11'),
        account: own.account,
        role: own,
        session: 'fn',
      };
      const by = sessionOf({ ...issued, by: {}, from: '' });
      const role = { account: account(cast), name: 'PlatformAdmin' };
      const call = { at: cast.scene.stage.at(day, '14:09:40'), account: role.account, role, session: 'x' };
      const from = at(pick(cast.scene.stage, cast.scene.world.aws), 91);
      return [
        serviceRole({ ...issued, by: service('lambda.amazonaws.com') }),
        ...copies({ ...call, by, from, with: BOTO }, own.account),
      ];
    },
  },
];
