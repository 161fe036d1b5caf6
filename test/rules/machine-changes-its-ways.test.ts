import { session, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { BOTO, CLI, callerIdentity, MAC_CLI } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/machine-changes-its-ways.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, type Take, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';

const bot = (stage: Stage, day: number, how: Partial<Take> = {}) =>
  take(stage, { day, by: user(A, 'bot'), role: role('reader'), place: 'cellar', ...how });
const usual = (stage: Stage) => daily(stage, (day) => bot(stage, day));
/** A machine that only asks who it is, on so many of the thirty days. */
const asks = (stage: Stage, days = 30, by = user(A, 'bot')) =>
  daily(stage, (day) =>
    day < 30 - days
      ? []
      : callerIdentity({ at: stage.at(day, '08:00'), by, from: address('cellar'), with: BOTO, account: A }),
  );

const MCP = 'aws-mcp.amazonaws.com';

/** The session that a run of a pipeline got on its runner, by what AWS writes of it. */
const ofRun = (day: number) => {
  const federatedProvider = `arn:aws:iam::${A}:oidc-provider/${GITHUB}`;
  const extra = { webIdFederationData: { federatedProvider, attributes: {} } };
  const key = `ASIARUN${day}EXAMPLE`;
  return session({ role: role('Deploy'), session: 'run', key, issuedAt: '2026-03-31T08:00:00Z', extra });
};
const runs = (stage: Stage, to: string) => {
  const from = { role: role('shop'), place: 'runners' } as const;
  daily(stage, (day) => bot(stage, day, { ...from, by: ofRun(day), host: day + 1 }));
  return bot(stage, 30, { ...from, by: ofRun(30), host: 40, role: role(to) });
};

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a second role',
      points: 20,
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { role: role('writer') });
      },
    },
    {
      name: 'a second role, by a program that somebody at its shell brought along',
      points: 30,
      says: 'only ever assumed reader before (30 days), and never with aws-cli',
      tell: (stage) => {
        daily(stage, (day) => bot(stage, day, { with: BOTO }));
        return bot(stage, 30, { role: role('writer'), with: CLI });
      },
    },
    {
      name: 'a second role, through AWS’s MCP server, which is no program that the caller brought',
      points: 20,
      says: 'only ever assumed reader before (30 days)',
      tell: (stage) => {
        daily(stage, (day) => bot(stage, day, { with: BOTO }));
        const by = { ...user(A, 'bot'), invokedBy: MCP };
        return { ...bot(stage, 30, { role: role('writer'), by, with: MCP }), sourceIPAddress: MCP };
      },
    },
    {
      name: 'the same role in another account, by such a program',
      points: 10,
      tell: (stage) => {
        daily(stage, (day) => bot(stage, day, { with: BOTO }));
        return bot(stage, 30, { role: role('reader', B), with: CLI });
      },
    },
    {
      name: 'a second role of a pipeline’s session by another program: it may run any',
      points: 20,
      tell: (stage) => ({ ...runs(stage, 'PlatformAdmin'), userAgent: BOTO }),
    },
    {
      name: 'a second role of a pipeline’s session, on its runner',
      points: 20,
      tell: (stage) => runs(stage, 'PlatformAdmin'),
    },
    {
      name: 'the first role of a machine that never took any',
      points: 20,
      says: 'never assumed a role before, in 30 active days',
      tell: (stage) => {
        asks(stage);
        return bot(stage, 30);
      },
    },
    {
      name: 'the first role after fourteen days',
      points: 20,
      tell: (stage) => {
        asks(stage, 14);
        return bot(stage, 30);
      },
    },
    {
      name: 'the first role of an instance',
      points: 20,
      tell: (stage) => {
        const by = sessionOf('Web');
        asks(stage, 30, by);
        return bot(stage, 30, { by });
      },
    },
    {
      name: 'the same role in another account',
      points: 10,
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { role: role('reader', B) });
      },
    },
  ],
  silent: [
    { name: 'the usual role of a pipeline’s session', tell: (stage) => runs(stage, 'shop') },
    {
      name: 'the first role after thirteen days',
      tell: (stage) => {
        asks(stage, 13);
        return bot(stage, 30);
      },
    },
    {
      name: 'the usual role',
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30);
      },
    },
    { name: 'no history', tell: (stage) => bot(stage, 30) },
  ],
  almost: [
    {
      name: 'the day after its first role, which another rule took for suspicious',
      tell: (stage) => {
        asks(stage);
        stage.add(bot(stage, 29, { with: 'Boto3/1.35.90 Prowler/5.0.0' }));
        return bot(stage, 30);
      },
    },
    {
      name: 'the second day of a new release',
      tell: (stage) => {
        asks(stage);
        stage.add(bot(stage, 29));
        return bot(stage, 30);
      },
    },
    {
      name: 'the first role of a role whose sessions people hold',
      tell: (stage) => {
        const by = sessionOf('Web');
        daily(stage, (day) =>
          callerIdentity({
            at: stage.at(day, '08:00'),
            by,
            from: address('cellar'),
            with: MAC_CLI,
            account: A,
          }),
        );
        return bot(stage, 30, { by, with: MAC_CLI });
      },
    },
    {
      name: 'another role, that AWS takes with the machine’s credentials',
      tell: (stage) => {
        usual(stage);
        const by = { ...user(A, 'bot'), invokedBy: 'controltower.amazonaws.com' };
        return bot(stage, 30, { by, role: role('writer') });
      },
    },
    {
      name: 'a sixth role of a machine with five',
      tell: (stage) => {
        daily(stage, (day) =>
          [1, 2, 3, 4, 5].map((n) => bot(stage, day, { role: role(`r${n}`), time: `0${n}:00` })),
        );
        return bot(stage, 30, { role: role('writer') });
      },
    },
    {
      name: 'a person with MFA',
      tell: (stage) => {
        const by = user(A, 'ann', { mfa: true });
        daily(stage, (day) => bot(stage, day, { by }));
        return bot(stage, 30, { by, role: role('writer') });
      },
    },
  ],
});
