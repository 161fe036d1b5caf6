import { type RoleName, service, user, webIdentity } from '../callers.ts';
import { BOTO, callerIdentity, deniedRole, issuedKey, serviceRole, withWebIdentity } from '../records.ts';
import { clock, copies, oneIn, type Routine, type Scene, sessionOf } from './scene.ts';
import { at, type Net } from './world.ts';

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

/** An EC2 instance with a role. `net` and `host` are where it calls from. */
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

/** The service's own call that hands an instance its credentials, as a call of its role. */
export function handedOut({ role, id }: Instance, time: string) {
  const by = service('ec2.amazonaws.com');
  return { at: time, by, account: role.account, role, session: id, from: '', seconds: 23_700 };
}

/** The same on an ordinary day, added to the records. */
export function instanceSession({ stage }: Scene, instance: Instance, day: number, hour: number) {
  const issued = handedOut(instance, stage.at(day, clock(stage, hour)));
  const call = { ...issued, shared: `ec2${instance.id}${day}${hour}` };
  stage.add(serviceRole(call));
  return call;
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

/** The call with which a pod takes its role, by its service account’s token. */
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
