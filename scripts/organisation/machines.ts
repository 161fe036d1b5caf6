import { address, address6 } from '../places.ts';
import { ACCOUNT, ROLE, type Role } from './accounts.ts';
import { AGENT } from './agents.ts';
import { at, isWeekend, type Millis, MINUTE } from './calendar.ts';
import { iamUser } from './callers.ts';
import { between, exampleId, happens, hexadecimal, pick } from './chance.ts';
import { ISSUER, webIdentity } from './federation.ts';
import { assumedByOutsider, assumeRole, byService } from './roles.ts';
import { whoAmI } from './tokens.ts';
import type { From, Trail } from './trail.ts';

/** What a machine does on one day. */
export type Rhythm = (trail: Trail, day: number) => void;

/** The three addresses through which everything in our cloud leaves it. */
export function fromCloud(name: string, agent: string): From {
  return { ip: address('aws-frankfurt', between(`${name} gateway`, 0, 3)), agent };
}

/** An instance: EC2 takes its role every few hours, and the program on it calls now and then. */
export function instance(name: string, role: Role): Rhythm {
  const sessionName = `i-0${hexadecimal(`instance ${name}`, 16)}`;
  return (trail, day) => {
    for (const hour of [1, 7, 13, 19]) {
      const time = at(day, '00:00') + minutes(`${name} ${day} renews ${hour}`, hour * 60, 40);
      const wish = { sessionName, hours: 6, named: false, birth: { instance: true } };
      trail.hold(name, byService(trail, 'ec2.amazonaws.com', role, time, wish));
    }
    const time = at(day, '08:00') + minutes(`${name} ${day} calls`, 0, 300);
    const from = fromCloud(`${name} ${day}`, AGENT.boto3);
    whoAmI(trail, trail.heldBy(name, time), time, from);
    if (isWeekend(day)) return;
    const session = trail.heldBy(name, time + 20 * MINUTE);
    assumeRole(trail, session, ROLE.assetStore, time + 20 * MINUTE, from, { sessionName });
  };
}

/** A pod: its SDK brings the service account's token again and again. */
export function pod(name: string, role: Role, agent: string, newer?: { day: number; agent: string }): Rhythm {
  const subject = `system:serviceaccount:shop:${name}`;
  return (trail, day) => {
    const program = newer !== undefined && day >= newer.day ? newer.agent : agent;
    for (const hour of [3, 11, 17]) {
      const time = at(day, '00:00') + minutes(`${name} ${day} ${hour}`, hour * 60, 60);
      const from = fromCloud(`${name} ${day} ${hour}`, program);
      const token = { issuer: ISSUER.cluster, subject };
      const session = webIdentity(trail, token, role, time, from, `${name}-${time}`);
      trail.hold(name, session);
      if (hour === 11) {
        const wish = { sessionName: name };
        assumeRole(trail, session, ROLE.orderArchive, time + MINUTE, from, wish);
      }
    }
  };
}

/** A repository's workflow on hosted runners: a new address on every run. */
export function pipeline(
  name: string,
  role: Role,
  next?: { readonly role: Role; readonly agent: string },
  firstDay = 1,
): Rhythm {
  const token = { issuer: ISSUER.github, subject: `repo:example-org/${name}:ref:refs/heads/main` };
  return (trail, day) => {
    if (day < firstDay || isWeekend(day)) return;
    for (const run of [0, 1, 2]) {
      const job = `${name} ${day} ${run}`;
      const time = at(day, '06:30') + minutes(job, run * 200, 180);
      const from = fromRunner(job);
      const session = webIdentity(trail, token, role, time, from, 'GitHubActions');
      trail.hold(name, session);
      if (next === undefined || happens(`${job} stops early`, 0.5)) continue;
      const sessionName = `${name}-${9_000_000_000 + day * 10_000 + run}`;
      assumeRole(trail, session, next.role, time + 2 * MINUTE, { ...from, agent: next.agent }, { sessionName });
    }
  };
}

/** Some machine of the provider of hosted runners. */
export function fromRunner(job: string): From {
  const network = pick(`${job} network`, ['runners-us', 'runners-us', 'runners-nl', 'runners-ie'] as const);
  const n = between(`${job} host`, 0, 4_000);
  const six = happens(`${job} IPv6`, 0.5);
  return { ip: six ? address6(network, n) : address(network, n), agent: AGENT.actions, region: 'us-east-1' };
}

/** The vendor who watches our services, twice a day, always with the external id. */
export const VENDOR = {
  account: ACCOUNT.vendor,
  principalId: `${exampleId('AROA', 'vendor')}:monitoring`,
};

export const vendor: Rhythm = (trail, day) => {
  for (const hour of [5, 16]) {
    const time = at(day, '00:00') + minutes(`vendor ${day} ${hour}`, hour * 60, 30);
    const from = { ip: address('aws-virginia', between(`vendor ${day}`, 0, 2)), agent: AGENT.vendor };
    assumedByOutsider(trail, VENDOR, ROLE.vendorMonitoring, time, from, {
      sessionName: 'monitoring',
      externalId: 'EXAMPLE-external-id',
    });
  }
};

/** Machines with long-lived keys of their own, in the server room of the office. */
export const BACKUP = iamUser(ACCOUNT.tools, 'backup-agent');
export const REPORTS = iamUser(ACCOUNT.tools, 'report-exporter');

export const backup: Rhythm = (trail, day) => {
  const time = at(day, '23:00') + minutes(`backup ${day}`, 0, 20);
  const from = { ip: address('office', 9), agent: AGENT.boto3 };
  assumeRole(trail, BACKUP, ROLE.backupWriter, time, from, { sessionName: 'nightly-backup' });
};

export const reports: Rhythm = (trail, day) => {
  const time = at(day, '05:00') + minutes(`reports ${day}`, 0, 15);
  const from = { ip: address('office', 10), agent: AGENT.java };
  whoAmI(trail, REPORTS, time, from);
  assumeRole(trail, REPORTS, ROLE.reportReader, time + 2_000, from, { sessionName: 'report-exporter' });
};

function minutes(name: string, from: number, spread: number): Millis {
  return from * MINUTE + between(`${name} minutes`, 0, spread * 60) * 1_000;
}
