import { ACCOUNT, ROLE, type Role, role } from './accounts.ts';
import { AGENT } from './agents.ts';
import { at, MINUTE } from './calendar.ts';
import { between } from './chance.ts';
import { assumeRole, byService } from './roles.ts';
import { backup, fromCloud, instance, pipeline, pod, type Rhythm, reports, vendor } from './machines.ts';
import { PEOPLE, type PersonName } from './people.ts';
import type { Trail } from './trail.ts';
import { workday } from './workday.ts';

const LAMBDA_ARN = `arn:aws:lambda:eu-central-1:${ACCOUNT.production}:function:invoice-mailer`;

/** A function: Lambda takes its role in the morning and at night, and the code takes another one. */
const invoiceMailer: Rhythm = (trail, day) => {
  for (const hour of [2, 14]) {
    const time = at(day, '00:00') + (hour * 60 + between(`mailer ${day} ${hour}`, 0, 40)) * MINUTE;
    const wish = { sessionName: 'invoice-mailer', hours: 12, named: false, birth: { lambda: LAMBDA_ARN } };
    const session = byService(trail, 'lambda.amazonaws.com', ROLE.invoiceMailer, time, wish);
    trail.hold('invoice-mailer', session);
    const from = fromCloud(`mailer ${day} ${hour}`, AGENT.go);
    assumeRole(trail, session, ROLE.orderArchive, time + MINUTE, from, { sessionName: 'invoice-mailer' });
  }
};

/** What AWS does for itself in every account, day and night. */
const services: Rhythm = (trail, day) => {
  const linked: readonly (readonly [string, Role, string])[] = [
    ['config.amazonaws.com', slr('config', 'AWSServiceRoleForConfig'), 'AWSConfig-Describe'],
    ['rds.amazonaws.com', slr('rds', 'AWSServiceRoleForRDS'), 'SLRManagement'],
    ['autoscaling.amazonaws.com', slr('autoscaling', 'AWSServiceRoleForAutoScaling'), 'AutoScaling'],
  ];
  for (const [service, linkedRole, sessionName] of linked) {
    const time = at(day, '00:00') + between(`${service} ${day}`, 0, 24 * 60) * MINUTE;
    byService(trail, service, linkedRole, time, { sessionName, hours: 1, named: true });
  }
};

function slr(service: string, name: string): Role {
  return role('production', `/aws-service-role/${service}.amazonaws.com/`, name);
}

const MACHINES = {
  'web-1': instance('web-1', ROLE.webServer),
  'web-2': instance('web-2', ROLE.webServer),
  orders: pod('orders', ROLE.ordersApi, AGENT.go),
  'orders with a newer SDK': pod('orders', ROLE.ordersApi, AGENT.go, { day: 31, agent: AGENT.goV2 }),
  invoices: pod('invoices', ROLE.invoiceWorker, AGENT.boto3),
  'invoices with a newer SDK': pod('invoices', ROLE.invoiceWorker, AGENT.boto3, {
    day: 31,
    agent: AGENT.boto3Newer,
  }),
  shop: pipeline('shop', ROLE.shopDeploy, { role: ROLE.shopRelease, agent: AGENT.cliLinux }),
  site: pipeline('site', ROLE.siteDeploy),
  infra: pipeline('infra', ROLE.infraPlan, { role: ROLE.releaseManager, agent: AGENT.terraform }),
  payments: pipeline('payments', ROLE.paymentsDeploy, { role: ROLE.shopRelease, agent: AGENT.cliLinux }, 31),
  mailer: invoiceMailer,
  vendor,
  backup,
  reports,
  services,
} as const satisfies Readonly<Record<string, Rhythm>>;

export type MachineName = keyof typeof MACHINES;
export type CastName = PersonName | MachineName;

/** Plays ordinary days: everybody of the cast does what they always do. */
export function ordinaryDays(trail: Trail, cast: readonly CastName[], lastDay: number): void {
  for (let day = 1; day <= lastDay; day++) {
    for (const name of cast) {
      if (isPerson(name)) workday(trail, PEOPLE[name], day);
      else MACHINES[name](trail, day);
    }
  }
}

function isPerson(name: CastName): name is PersonName {
  return Object.hasOwn(PEOPLE, name);
}
