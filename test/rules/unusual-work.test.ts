import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { type Caller, session } from '../../scripts/callers.ts';
import { address, DATABASES } from '../../scripts/places.ts';
import { assumeRole, callerIdentity, MAC_CLI, type RawCloudTrail } from '../../scripts/records.ts';
import { EKS } from '../../scripts/scenarios/machines.ts';
import { createStage, type Stage } from '../../scripts/scenarios/stage.ts';
import { createApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import { tacticOf } from '../../src/core/event/tactic.ts';
import rule from '../../src/rules/unusual-work.ts';
import { createLog } from '../../src/run/log.ts';
import { type Case, cases, daily, judgedLast } from '../support/cases.ts';
import { A, call, next, role } from '../support/chain.ts';
import { sessionOf, WATCH, watched } from '../support/watched.ts';

const EVERY_DAY = ['ec2:DescribeInstances', 'secretsmanager:GetSecretValue'];

const CALL = z.object({ eventSource: z.string(), eventName: z.string() });

interface Work {
  /** Calls of the session on day 30, a minute apart; the last is judged. */
  readonly calls: readonly string[];
  readonly by?: Caller;
  /** What the role does on each of its quiet days. */
  readonly usual?: readonly string[];
  readonly days?: number;
  /** Minutes from one call to the next. */
  readonly apart?: number;
}

/** A role's machine works every day; on day 30 one of its sessions makes calls. */
const works =
  ({ calls, by = sessionOf('Ops'), usual = EVERY_DAY, days = 30, apart = 1 }: Work) =>
  (stage: Stage) => {
    daily(
      stage,
      (day) =>
        usual.map((name) => ({ ...watched(stage, name, {}), eventTime: stage.at(30 - days + day, '06:00') })),
      days,
    );
    const made = calls.map((name, at) => {
      const minutes = 480 + at * apart;
      const time = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
      return watched(stage, name, {}, { by, time });
    });
    const last = made.pop() ?? {};
    stage.add(...made);
    return last;
  };
const told = (name: string, work: Work): Case => ({ name, tell: works(work), config: WATCH });

const THREE = ['iam:ListRoles', 'iam:CreateUser', 'iam:AttachUserPolicy'];
const denied = (record: object) => ({ ...record, errorCode: 'AccessDenied', errorMessage: 'no' });
const byAPerson = (stage: Stage) => {
  const taken = call(stage, { role: role('Ops'), time: '07:50' });
  stage.add(assumeRole(taken));
  return next(taken);
};

const desk = (stage: Stage, day: number) => ({
  at: stage.at(day, '07:00'),
  by: sessionOf('Ops'),
  with: MAC_CLI,
});

/** The n-th session of a pod whose token is exchanged again and again. */
const podOf = (n: number): Caller =>
  session({
    role: role('Ops'),
    session: `botocore-session-${n}`,
    key: `ASIAPOD${n}EXAMPLE`,
    issuedAt: '2026-03-31T08:00:00Z',
    extra: {
      webIdFederationData: { federatedProvider: `arn:aws:iam::${A}:oidc-provider/${EKS}`, attributes: {} },
    },
  });

/** Three kinds of work on day 30, each call by another session. */
function anew(
  stage: Stage,
  by: (n: number) => Caller,
  apart = 1,
  from = (_: number) => address('berlinHome'),
): RawCloudTrail {
  works({ calls: [] })(stage);
  const [first = {}, second = {}, last = {}] = THREE.map((name, n) => {
    const minutes = 480 + n * apart;
    const time = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
    return watched(stage, name, {}, { by: by(n), from: from(n), time });
  });
  stage.add(first, second);
  return last;
}

cases(rule, {
  fires: [
    {
      ...told('three kinds that the role never did', { calls: THREE }),
      points: 70,
      says: 'the session did 3 kinds of work that its role never did before (discovery by iam:ListRoles, persistence by iam:CreateUser, privilege escalation by iam:AttachUserPolicy)',
      shows: { kinds: 3, calls: 'iam:ListRoles, iam:CreateUser, iam:AttachUserPolicy', days: 30 },
    },
    { ...told('four kinds', { calls: [...THREE, 'cloudtrail:StopLogging'] }), points: 80 },
    {
      ...told('what the role does every day is no kind of its own', { calls: [...EVERY_DAY, ...THREE] }),
      points: 70,
    },
    {
      name: 'two of them refused',
      tell: (stage) => {
        stage.add(denied(watched(stage, 'iam:CreateUser', {}, { time: '07:10' })));
        stage.add(denied(watched(stage, 'cloudtrail:StopLogging', {}, { time: '07:11' })));
        return works({ calls: ['s3:ListBuckets'], apart: 0 })(stage);
      },
      config: WATCH,
      points: 70,
    },
    {
      name: 'the last of them refused',
      tell: (stage) => denied(works({ calls: THREE })(stage)),
      config: WATCH,
      points: 70,
    },
    {
      name: 'a person who took the role',
      tell: (stage) => works({ calls: THREE, by: byAPerson(stage) })(stage),
      config: WATCH,
      points: 45,
    },
    {
      name: 'a session whose issue was not heard of yet, of a role that people take from their desks',
      tell: (stage) => {
        daily(stage, (day) => callerIdentity({ ...call(stage, { role: role('Ops') }), ...desk(stage, day) }));
        return works({ calls: THREE })(stage);
      },
      config: WATCH,
      points: 45,
    },
    { ...told('within the window', { calls: THREE, apart: 359 }), points: 70 },
    {
      name: 'what was refused, behind a flood of refusals',
      tell: (stage) => {
        const last = works({ calls: ['s3:ListBuckets'], apart: 0 })(stage);
        stage.add(...THREE.slice(1).map((name) => denied(watched(stage, name, {}, { time: '07:10' }))));
        for (let n = 0; n < 70; n++)
          stage.add(denied(watched(stage, `ec2:DescribeThing${n}`, {}, { time: '07:11' })));
        return last;
      },
      config: WATCH,
      points: 70,
    },
    {
      name: 'a pod that exchanges its token before each call',
      tell: (stage) => anew(stage, podOf),
      config: WATCH,
      points: 70,
      says: 'the pod did 3 kinds of work that its role never did before',
    },
    {
      name: 'another window and number',
      tell: works({ calls: THREE.slice(0, 2), apart: 90 }),
      config: { ...WATCH, rules: { 'unusual-work': { kinds: 2, windowHours: 2 } } },
      points: 70,
    },
  ],
  silent: [
    told('a role that did them before', { calls: THREE, usual: [...EVERY_DAY, ...THREE] }),
    told('a role that makes roles every day, and now a user', {
      calls: ['s3:ListBuckets', 's3:PutBucketPolicy', 'iam:CreateUser', 'iam:AttachUserPolicy'],
      usual: ['iam:CreateRole'],
    }),
    told('calls that attacks have no use for', {
      calls: ['ec2:DescribeVpcs', 'kms:Decrypt', 's3:GetObject'],
    }),
    {
      name: 'calls that AWS makes for the role',
      tell: (stage) => {
        const by = sessionOf('Ops');
        return works({ calls: THREE, by: { ...by, invokedBy: 'cloudformation.amazonaws.com' } })(stage);
      },
      config: WATCH,
    },
    {
      name: 'calls that AWS makes for the role and was refused',
      tell: (stage) => {
        const by = { ...sessionOf('Ops'), invokedBy: 'cloudformation.amazonaws.com' };
        stage.add(...THREE.slice(1).map((name) => denied(watched(stage, name, {}, { by, time: '07:10' }))));
        return works({ calls: ['s3:ListBuckets'] })(stage);
      },
      config: WATCH,
    },
    {
      name: 'a service-linked role',
      tell: works({ calls: THREE, by: sessionOf('AWSServiceRoleForSupport') }),
      config: WATCH,
    },
    {
      name: 'errors that are no refusals',
      tell: (stage) => ({ ...works({ calls: THREE })(stage), errorCode: 'NoSuchEntityException' }),
      config: WATCH,
    },
  ],
  almost: [
    told('two kinds', { calls: ['iam:ListRoles', 'iam:CreateUser', 'iam:CreateAccessKey'] }),
    told('the third is known', {
      calls: ['iam:ListRoles', 'iam:CreateUser', 'secretsmanager:GetSecretValue'],
    }),
    told('the third is no new kind, the call is', { calls: [...THREE.slice(0, 2), 'ssm:GetParameter'] }),
    {
      name: 'the third by another session of the role',
      tell: (stage) => {
        works({ calls: THREE.slice(0, 2), usual: EVERY_DAY })(stage);
        stage.add(watched(stage, 'iam:CreateUser', {}, { time: '08:01' }));
        return watched(
          stage,
          'iam:AttachUserPolicy',
          {},
          { by: sessionOf('Ops', 'ASIAOTHEREXAMPLE'), time: '08:02' },
        );
      },
      config: WATCH,
    },
    {
      name: 'a role with its policy is one kind: a deployment’s first, with a bucket’s policy',
      tell: works({ calls: ['iam:CreateRole', 'iam:AttachRolePolicy', 's3:PutBucketPolicy'] }),
      config: WATCH,
    },
    {
      name: 'each by a session of its own, of machines that cannot ask for one',
      tell: (stage) => anew(stage, (n) => sessionOf('Ops', `ASIAOTHER${n}EXAMPLE`)),
      config: WATCH,
    },
    {
      name: 'each by another session of a pod, over more than an hour',
      tell: (stage) => anew(stage, podOf, 31),
      config: WATCH,
    },
    {
      name: 'each by another session of a pod, at another address',
      tell: (stage) => anew(stage, podOf, 1, (n) => address('berlinHome', n)),
      config: WATCH,
    },
    told('over more hours than the window', { calls: THREE, apart: 361 }),
    {
      name: 'in pages of the console',
      tell: (stage) => ({
        ...works({ calls: THREE })(stage),
        sessionCredentialFromConsole: 'true',
        userAgent: 'AWS Internal',
      }),
      config: WATCH,
    },
  ],
});

it.each([
  [9, undefined],
  [10, 70],
])('a role seen at work on %d days: %s points', async (days, points) => {
  const stage = createStage(3);
  const finding = await judgedLast(stage, works({ calls: THREE, days })(stage), WATCH);
  expect(finding?.signals.find(({ ruleId }) => ruleId === rule.id)?.points).toBe(points);
});

/** Calls of IAM come in the files of another region than the trail's, minutes earlier or later. */
it('is found in whatever order the calls come', async () => {
  const orders = [...Array(24).keys()].map((n) => {
    const rest = [0, 1, 2, 3];
    return [4, 3, 2, 1].flatMap((left) => rest.splice(n % left, 1));
  });
  for (const order of orders) {
    const stage = createStage(3);
    works({ calls: [] })(stage);
    const calls = [...THREE, 'cloudtrail:StopLogging'].map((name, n) =>
      watched(stage, name, {}, { time: `08:0${n}` }),
    );
    const app = await createApp({
      config: parseConfig({ databases: DATABASES, ...WATCH }, 'the case'),
      log: createLog('silent'),
    });
    await app.analyzer.analyze([{ id: 'before', body: { Records: stage.records() } }]);
    const points: number[] = [];
    for (const n of order) {
      const [outcome] = await app.analyzer.analyze([{ id: `${n}`, body: calls[n] }]);
      const signals = outcome?.findings[0]?.signals ?? [];
      points.push(signals.find(({ ruleId }) => ruleId === rule.id)?.points ?? 0);
    }
    await app.close();
    expect(points, `${order}`).toEqual([0, 0, 70, 80]);
  }
});

const RECORDED = '../shared/data/traildiscover/events.ndjson';
it.skipIf(!existsSync(RECORDED))('names calls of each tactic as CloudTrail does: recorded of attacks', () => {
  const lines = readFileSync(RECORDED, 'utf8').trim().split('\n');
  const found = new Map<string, number>();
  for (const line of lines) {
    const { eventSource, eventName } = CALL.parse(JSON.parse(line));
    const tactic = tacticOf(`${eventSource.replace('.amazonaws.com', '')}:${eventName}`);
    if (tactic !== undefined) found.set(tactic, (found.get(tactic) ?? 0) + 1);
  }
  expect(Object.fromEntries(found)).toEqual({
    discovery: 25,
    'credential access': 3,
    persistence: 12,
    'privilege escalation': 15,
    'defense evasion': 21,
    'lateral movement': 6,
    exfiltration: 9,
    impact: 12,
  });
});
