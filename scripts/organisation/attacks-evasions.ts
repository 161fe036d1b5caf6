import { user } from '../callers.ts';
import { BOTO, CLI, callerIdentity, deniedRole, serviceRole, withWebIdentity } from '../records.ts';
import type { Technique } from './attack.ts';
import type { Cast } from './cast.ts';
import { handedOut } from './machines.ts';
import { pipelineCall } from './outsiders.ts';
import { clock, sessionOf } from './scene.ts';
import { abroad, account, later, own, victim } from './victims.ts';
import { at, type Net, pick } from './world.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';
/** An address that nobody of the organisation has. */
const STRANGER = 7_777;

/** A key that lives neither in the cloud nor with an attack of the other lists. */
function cellarKey({ keys, scene }: Cast, n: number) {
  const cellar = keys.filter(({ net }) => !scene.world.aws.includes(net));
  return (cellar.length > 0 ? cellar : keys).at(-1 - n);
}

const keyIdentity = (cast: Cast, day: number, how: { n: number; net: Net; client: string }) => {
  const { stage } = cast.scene;
  return callerIdentity({
    at: stage.at(day, clock(stage, stage.dice(23))),
    by: user(account(cast), cellarKey(cast, how.n)?.name ?? 'x'),
    from: at(how.net, STRANGER),
    with: how.client,
    account: account(cast),
  });
};

/** Thieves who know what a detection looks at: the user agent, the cloud's good name, and what was granted. */
export const EVASIONS: readonly Technique[] = [
  {
    id: 'stolen key whose thief claims to be a browser',
    group: 'keys',
    grade: 'subtle',
    act: (cast, day) => [keyIdentity(cast, day, { n: 0, net: abroad(cast), client: BROWSER })],
  },
  {
    id: 'old key that leaked, of a user whom nobody was seen to be',
    group: 'keys',
    grade: 'subtle',
    act(cast, day) {
      const { hosters } = cast.scene.world;
      const net = hosters.at(-1) ?? abroad(cast);
      const by = user(account(cast), 'intern-2019');
      const at_ = cast.scene.stage.at(day, clock(cast.scene.stage, 4));
      return [callerIdentity({ at: at_, by, from: at(net, STRANGER), with: BOTO, account: account(cast) })];
    },
  },
  {
    id: 'stolen key used from a stranger’s instance',
    group: 'keys',
    grade: 'subtle',
    act: (cast, day) => [
      keyIdentity(cast, day, { n: 1, net: pick(cast.scene.stage, cast.scene.world.aws), client: BOTO }),
    ],
  },
  {
    id: 'session token used from a stranger’s instance',
    group: 'people',
    grade: 'subtle',
    act(cast, day) {
      const who = victim(cast, 9);
      const { call, record } = own(cast, who, day);
      const net = cast.scene.world.aws[who.country === 'US' ? 0 : 3] ?? abroad(cast);
      const from = at(net, STRANGER);
      return [
        record,
        callerIdentity({ ...call, by: sessionOf(call), at: later(call.at, 25), from, with: CLI }),
      ];
    },
  },
  {
    id: 'pipeline’s token in another cloud',
    group: 'federation',
    grade: 'subtle',
    act(cast, day) {
      const pipeline = cast.pipelines[2];
      const net = cast.scene.world.aws[4];
      if (pipeline === undefined || net === undefined) return [];
      const call = pipelineCall(
        cast.scene,
        { ...pipeline, nets: [net] },
        { day, ref: 'ref:refs/heads/main' },
      );
      return [withWebIdentity({ ...call, from: at(net, STRANGER) })];
    },
  },
  {
    id: 'instance credentials outside AWS, everything refused',
    group: 'workloads',
    grade: 'conclusive',
    act(cast, day) {
      const { stage } = cast.scene;
      const { instance } = pick(stage, cast.instances);
      const issued = handedOut(instance, stage.at(day, '06:00:00'));
      const by = sessionOf(issued, { ec2RoleDelivery: '2.0' });
      const asked = { account: issued.account, name: 'PlatformAdmin' };
      const call = { at: stage.at(day, '08:12:40'), by, from: at(abroad(cast), 5), with: CLI };
      return [serviceRole(issued), deniedRole({ ...call, account: issued.account, role: asked })];
    },
  },
];
