import { outsider, type RoleName, roleId, service, user, webIdentity } from '../callers.ts';
import {
  assumeRole,
  BOTO,
  callerIdentity,
  deniedRole,
  issuedKey,
  serviceRole,
  withWebIdentity,
} from '../records.ts';
import { clock, copies, oneIn, type Routine, type Scene, sessionOf } from './scene.ts';
import { at, type Net, pick } from './world.ts';

export const GITHUB = 'token.actions.githubusercontent.com';
export const GITHUB_CLIENT =
  'aws-sdk-nodejs/2.1692.0 linux/v20.18.0 configure-aws-credentials-for-github-actions promise';

/** A machine with an access key that takes its one role some times a day, mostly from one line. */
export function keyMachine(scene: Scene, name: string, role: RoleName, net: Net, times: number): Routine {
  const { stage, accounts } = scene;
  const account = accounts[0] ?? '';
  const host = 40 + stage.dice(200);
  return (day) => {
    for (let n = 0; n < times; n++) {
      const call = {
        at: stage.at(day, clock(stage, Math.floor((24 / times) * n))),
        by: user(account, name),
        from: at(net, host),
        with: BOTO,
        account: role.account,
        role,
        session: name,
      };
      stage.add(...copies(call, account));
    }
    // Credentials that ran out: the machine tries again and again, for its one role.
    if (!oneIn(stage, 150)) return;
    for (let n = 0; n < 30; n++) {
      const minute = String(10 + n).padStart(2, '0');
      const call = { at: stage.at(day, `13:${minute}:07`), by: user(account, name), from: at(net, host) };
      stage.add(deniedRole({ ...call, with: BOTO, account: role.account, role }));
    }
  };
}

export interface Instance {
  readonly role: RoleName;
  readonly id: string;
  readonly net: Net;
  readonly host: number;
}

/** EC2 renews an instance's credentials four times a day; the application asks who it is, and takes a role. */
export function instanceDay(scene: Scene, instance: Instance, takes: RoleName | undefined): Routine {
  return (day) => {
    for (const hour of [1, 7, 13, 19]) {
      const call = instanceSession(scene, instance, day, hour);
      const used = {
        ...call,
        by: sessionOf(call, { ec2RoleDelivery: '2.0' }),
        at: call.at.replace(/:\d\dZ$/, ':59Z'),
      };
      const from = at(instance.net, instance.host);
      scene.stage.add(callerIdentity({ ...used, from, with: BOTO }));
      if (takes === undefined) continue;
      const next = { ...used, from, with: BOTO, role: takes, account: takes.account, session: 'app' };
      scene.stage.add(...copies(next, instance.role.account));
    }
  };
}

/** The service's own call that hands an instance its credentials. */
export function instanceSession({ stage }: Scene, { role, id }: Instance, day: number, hour: number) {
  const call = {
    at: stage.at(day, clock(stage, hour)),
    by: service('ec2.amazonaws.com'),
    account: role.account,
    role,
    session: id,
    seconds: 23_700,
    shared: `ec2${id}${day}${hour}`,
  };
  stage.add(serviceRole(call));
  return { ...call, from: '' };
}

/** A function, a task or a pipeline of AWS: only its service is seen. */
export function serviceDay({ stage }: Scene, name: string, role: RoleName): Routine {
  return (day) => {
    for (const hour of [3, 11, 17]) {
      const time = stage.at(day, clock(stage, hour));
      stage.add(
        serviceRole({ at: time, by: service(name), account: role.account, role, session: `s${day}${hour}` }),
      );
    }
  };
}

/** A pod of a cluster behind its NAT gateway. The cluster is replaced on a day: its issuer changes. */
export function podDay(scene: Scene, role: RoleName, subject: string, net: Net, swapped: number): Routine {
  const { stage } = scene;
  return (day) => {
    for (const hour of [0, 12])
      stage.add(withWebIdentity(podCall(scene, role, subject, net, { day, hour, swapped })));
  };
}

export function podCall(
  { stage }: Scene,
  role: RoleName,
  subject: string,
  net: Net,
  { day, hour, swapped }: { readonly day: number; readonly hour: number; readonly swapped: number },
) {
  const id = (day < swapped ? '0' : '1').repeat(32);
  const issuer = `oidc.eks.eu-central-1.amazonaws.com/id/${id}`;
  return {
    at: stage.at(day, clock(stage, hour)),
    by: webIdentity(role.account, issuer, subject),
    from: at(net, 11),
    with: BOTO,
    account: role.account,
    role,
    session: `botocore-session-${day}${hour}`,
  };
}

export interface Pipeline {
  readonly repository: string;
  readonly role: RoleName;
  readonly nets: readonly Net[];
  readonly from: number;
  /** The pipeline goes on into these with its session. */
  readonly onward: readonly RoleName[];
}

/** A pipeline on hosted or own runners: main mostly, a feature branch now and then. */
export function pipelineDay(scene: Scene, pipeline: Pipeline): Routine {
  const { stage } = scene;
  return (day) => {
    if (day < pipeline.from || (stage.weekday(day) > 5 && !oneIn(stage, 4))) return;
    for (let n = 1 + stage.dice(2); n > 0; n--) {
      const ref = oneIn(stage, 12) ? `ref:refs/heads/feature-${stage.dice(30)}` : 'ref:refs/heads/main';
      const call = pipelineCall(scene, pipeline, { day, ref });
      stage.add(withWebIdentity(call));
      for (const role of pipeline.onward) {
        const next = { ...call, by: sessionOf(call), at: call.at.replace(/:\d\dZ$/, ':59Z') };
        stage.add(
          ...copies({ ...next, role, account: role.account, session: 'deploy' }, pipeline.role.account),
        );
      }
    }
  };
}

export function pipelineCall(
  { stage }: Scene,
  { repository, role, nets }: Pipeline,
  { day, ref }: { readonly day: number; readonly ref: string },
) {
  const net = pick(stage, nets);
  return {
    at: stage.at(day, clock(stage, 8 + stage.dice(10))),
    by: webIdentity(role.account, GITHUB, `repo:${repository}:${ref}`),
    from: at(net, nets.length > 1 ? stage.dice(20_000) : 21),
    with: GITHUB_CLIENT,
    account: role.account,
    role,
    session: 'GitHubActions',
  };
}

export interface Vendor {
  readonly account: string;
  readonly role: RoleName;
  readonly net: Net;
  readonly externalId: string | undefined;
  readonly from: number;
}

/** A vendor's account: the owner's copy is the only one there is. */
export function vendorDay({ stage }: Scene, vendor: Vendor): Routine {
  return (day) => {
    if (day < vendor.from) return;
    for (const hour of [2, 8, 14, 20])
      stage.add(assumeRole(vendorCall(vendor, stage.at(day, clock(stage, hour)))));
  };
}

export function vendorCall({ account, role, net, externalId }: Vendor, time: string) {
  return {
    at: time,
    by: outsider(account, roleId({ account, name: 'collector' }), 'collector'),
    from: at(net, 31),
    with: BOTO,
    account: role.account,
    role,
    session: 'collector',
    ...(externalId === undefined ? {} : { externalId }),
  };
}

/** A security tool that takes its audit role in every account, every night. */
export function auditNight(
  scene: Scene,
  instance: Instance,
  targets: (day: number) => readonly RoleName[],
): Routine {
  return (day) => {
    const call = instanceSession(scene, instance, day, 4);
    targets(day).forEach((role, n) => {
      const second = String(10 + (n % 50)).padStart(2, '0');
      const used = {
        ...call,
        by: sessionOf(call, { ec2RoleDelivery: '2.0' }),
        at: scene.stage.at(day, `05:00:${second}`),
      };
      const next = {
        ...used,
        from: at(instance.net, instance.host),
        with: BOTO,
        role,
        account: role.account,
      };
      scene.stage.add(
        ...copies({ ...next, session: 'audit', nonce: issuedKey(call) }, instance.role.account),
      );
    });
  };
}
