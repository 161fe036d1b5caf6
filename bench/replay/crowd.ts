import { type Caller, opaque, type RoleName, service, session, user } from '../../scripts/callers.ts';
import type { Cast } from '../../scripts/organisation/cast.ts';
import { at } from '../../scripts/organisation/world.ts';
import { BOTO } from '../../scripts/records.ts';
import { HOUR, utc } from '../../src/core/time/days.ts';
import type { Dice } from './dice.ts';

/** Who makes an ordinary call, from where and with what. */
export interface Member {
  readonly account: string;
  readonly from: string;
  readonly with: string;
  readonly console: boolean;
  /** The identity at a time: sessions are new every hour. */
  by(time: number): Caller;
}

const TERRAFORM =
  'APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.82.2 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.32.6 ua/2.1 os/linux lang/go#1.23.3 md/GOOS#linux md/GOARCH#amd64';
const JAVA =
  'aws-sdk-java/2.29.43 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.119-129.201.amzn2023.x86_64 lang/java#21.0.5 md/OpenJDK_64-Bit_Server_VM#21.0.5+11-LTS md/vendor#Amazon.com_Inc. md/en m/E,F,N';
const BROWSER =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
const SERVICES = ['lambda', 'ecs', 'autoscaling', 'config', 'cloudformation', 'backup'].map(
  (name) => `${name}.amazonaws.com`,
);

/** Everybody of the cast as a caller of all the other services, in the proportions of an ordinary trail. */
export function createCrowd({ instances, keys, people, pods, services }: Cast, dice: Dice): () => Member {
  const machines = [
    ...instances.map(({ instance: { host, id, net, role } }) =>
      ofRole(role, id, at(net, host), dice.pick([BOTO, JAVA]), { ec2RoleDelivery: '2.0' }),
    ),
    ...pods.map(({ net, role }) => ofRole(role, `botocore-session-${role.name}`, at(net, 11), JAVA)),
    ...services.map(({ role }) => ofRole(role, `${role.name}-worker`, `18.0.4.${1 + dice.below(250)}`, BOTO)),
  ];
  const staff = people.flatMap(({ client, home, host, mail, roles }) =>
    roles.flatMap((role) => [
      ofRole(role, mail, at(home, host), client),
      { ...ofRole(role, mail, at(home, host), BROWSER), console: true },
    ]),
  );
  const bots = keys.map(({ name, net, role }) => ofKey(role.account, name, at(net, 41)));
  const aws = SERVICES.map((name) => ofService(name, dice.pick(keys).role.account));
  const share = [machines, machines, machines, machines, machines, staff, staff, bots, aws, aws];
  return () => dice.pick(dice.pick(share));
}

function ofRole(role: RoleName, name: string, from: string, agent: string, extra = {}): Member {
  let last: { readonly hour: number; readonly caller: Caller } | undefined;
  return {
    account: role.account,
    from,
    with: agent,
    console: false,
    by(time) {
      const hour = Math.floor(time / HOUR);
      if (last?.hour === hour) return last.caller;
      const key = opaque('ASIA', `${role.account}${role.name}${name}${hour}`, 9);
      const issuedAt = utc(hour * HOUR);
      last = { hour, caller: session({ role, session: name, key, issuedAt, extra }) };
      return last.caller;
    },
  };
}

function ofKey(account: string, name: string, from: string): Member {
  const caller = user(account, name);
  return { account, from, with: TERRAFORM, console: false, by: () => caller };
}

function ofService(name: string, account: string): Member {
  const caller = service(name);
  return { account, from: name, with: name, console: false, by: () => caller };
}
