import type { RoleName } from '../callers.ts';
import { createStage } from '../scenarios/stage.ts';
import type { Instance } from './machines.ts';
import type { Pipeline, Vendor } from './outsiders.ts';
import { createPeople, type Person } from './people.ts';
import type { Scene } from './scene.ts';
import { createWorld, type Net, pick } from './world.ts';

/** How large an organisation is. */
export interface Size {
  readonly days: number;
  readonly people: number;
  readonly machines: number;
}

/** Everybody and everything that acts, before anything has happened. */
export interface Cast {
  readonly scene: Scene;
  readonly people: readonly Person[];
  readonly users: readonly { readonly name: string; readonly role: RoleName; readonly kind: number }[];
  readonly keys: readonly {
    readonly name: string;
    readonly role: RoleName;
    readonly net: Net;
    readonly times: number;
  }[];
  readonly instances: readonly { readonly instance: Instance; readonly takes: RoleName | undefined }[];
  readonly services: readonly { readonly service: string; readonly role: RoleName }[];
  readonly pods: readonly { readonly role: RoleName; readonly subject: string; readonly net: Net }[];
  readonly pipelines: readonly Pipeline[];
  readonly vendors: readonly Vendor[];
  readonly auditor: Instance;
  /** The day on which the cluster is replaced, and that on which a new account appears. */
  readonly swapped: number;
  readonly grown: number;
}

const SERVICES = [
  'lambda.amazonaws.com',
  'ecs-tasks.amazonaws.com',
  'codepipeline.amazonaws.com',
  'glue.amazonaws.com',
];
const JOBS = [
  'Backup',
  'Billing',
  'Invoices',
  'Search',
  'Mailer',
  'Ledger',
  'Catalogue',
  'Reports',
  'Photos',
  'Orders',
];

/** The cast of a seed: the same seed and size give the same organisation on every machine. */
export function createCast(seed: number, { days, people, machines }: Size): Cast {
  const stage = createStage(seed);
  const world = createWorld();
  const accounts = Array.from({ length: 8 }, (_, n) => `10000000000${n}`);
  const scene: Scene = { stage, world, days, accounts };
  const role = (name: string, account = pick(stage, accounts)): RoleName => ({ account, name });
  const each = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
  const job = (n: number) =>
    `${JOBS[n % JOBS.length] ?? 'Job'}${n >= JOBS.length ? Math.floor(n / JOBS.length) : ''}`;
  const places = [world.offices.get('DE'), ...world.aws, ...world.hosters.slice(0, 2)].flatMap(
    (net) => net ?? [],
  );
  const instance = (n: number, account?: string): Instance => ({
    role: role(`${job(n)}Instance`, account),
    id: `i-${n.toString(16).padStart(17, '0')}`,
    net: pick(stage, world.aws),
    host: 50 + n,
  });
  const { azure, google, offices } = world;
  const office = offices.get('DE');
  const runnersOf = (n: number) => {
    if (n % 6 === 5 && office !== undefined) return [office];
    return n % 6 === 4 ? google : azure;
  };
  const deploys = accounts.slice(1, 5).map((account) => role('DeployTarget', account));
  const pipeline = (n: number): Pipeline => ({
    repository: `acme/${job(n).toLowerCase()}`,
    role: n % 4 === 3 ? role('SharedDeploy', accounts[0]) : role(`${job(n)}Deploy`),
    nets: runnersOf(n),
    from: n % 5 === 4 ? 20 + stage.dice(Math.max(1, days - 25)) : 0,
    onward: n % 3 === 0 ? deploys : [],
  });
  const vendor = (n: number): Vendor => ({
    account: `90000000000${n}`,
    role: role(`Vendor${n}`),
    net: pick(stage, [...world.aws, ...google]),
    externalId: n === 2 ? undefined : `agreement-${n}`,
    from: n === 3 ? 25 + stage.dice(Math.max(1, days - 30)) : 0,
  });
  return {
    scene,
    people: createPeople(scene, people),
    users: each(9, (n) => ({
      name: `contractor${n}`,
      role: role(n % 3 === 1 ? 'PlatformAdmin' : 'Developer', accounts[0]),
      kind: n,
    })),
    keys: each(machines, (n) => ({
      name: `${job(n).toLowerCase()}-bot`,
      role: role(`${job(n)}Job`),
      net: pick(stage, places),
      times: 1 + stage.dice(5),
    })),
    instances: each(machines, (n) => ({
      instance: instance(n),
      takes: n % 3 === 0 ? role(`${job(n)}Data`) : undefined,
    })),
    services: each(machines, (n) => ({
      service: SERVICES[n % SERVICES.length] ?? 'lambda.amazonaws.com',
      role: role(`${job(n)}Worker`),
    })),
    pods: each(machines, (n) => ({
      role: role(`${job(n)}Pod`),
      subject: `system:serviceaccount:${n % 2 ? 'shop' : 'data'}:${job(n).toLowerCase()}`,
      net: pick(stage, world.aws.slice(0, 2)),
    })),
    pipelines: each(machines, pipeline),
    vendors: each(4, vendor),
    auditor: { ...instance(900, accounts[0]), role: role('SecurityScanner', accounts[0]) },
    swapped: Math.floor(days * 0.55),
    grown: Math.floor(days * 0.4),
  };
}
