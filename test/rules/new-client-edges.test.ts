import { outsider, service } from '../../scripts/callers.ts';
import { BOTO, CLI, MAC_CLI } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-client.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, take } from '../support/chain.ts';

const MAC_BOTO = BOTO.replace('os/linux#6.1.0', 'os/macos#24.1.0');
const call = (stage: Stage, client: string, day = 30, time = '09:00') =>
  take(stage, { day, time, role: role('reader'), with: client });
const after =
  (client: string, lately: readonly string[] = []) =>
  (stage: Stage) => {
    daily(stage, (day) => call(stage, MAC_CLI, day));
    for (const one of lately) stage.add(call(stage, one, 27, '10:00'), call(stage, one, 28, '10:00'));
    return call(stage, client);
  };
/** The owner's copies of what somebody of account A does in account B; A's own trail is read, or not. */
const copies = (ours: boolean) => (stage: Stage) => {
  const copy = (day: number, client: string) =>
    take(stage, { day, role: role('reader', B), by: outsider(A, 'AROASHAREDEXAMPLE', 'x'), with: client });
  daily(stage, (day) => [copy(day, MAC_CLI), ...(ours ? [call(stage, MAC_CLI, day)] : [])]);
  return copy(30, BOTO);
};

cases(rule, {
  fires: [
    { name: 'an outside account', points: 7, tell: copies(false) },
    {
      name: 'a new family on the usual system, with its evidence',
      points: 7,
      says: 'first use of boto3',
      shows: { family: 'boto3', os: 'macos', known: 'aws-cli', userAgent: MAC_BOTO },
      tell: after(MAC_BOTO),
    },
    {
      name: 'a family of two days',
      points: 4,
      says: 'not usual yet: boto3',
      tell: after(MAC_BOTO, [MAC_BOTO]),
    },
    { name: 'a new system', points: 4, says: 'on linux, a system never used before', tell: after(CLI) },
    {
      name: 'a system of two days',
      points: 2,
      says: 'on linux, a system hardly ever used before',
      tell: after(CLI, [CLI]),
    },
  ],
  silent: [
    { name: 'a copy of a call from our own account: the caller’s record is asked', tell: copies(true) },
    { name: 'a usual family on no known system', tell: after('aws-cli/2.22.12') },
  ],
  almost: [
    {
      name: 'a record without a user agent',
      tell: (stage) => {
        const { userAgent: _, ...record } = after(BOTO)(stage);
        return record;
      },
    },
    {
      name: 'a service',
      tell: (stage) => {
        daily(stage, (day) =>
          take(stage, { day, role: role('reader'), by: service('lambda.amazonaws.com') }),
        );
        return take(stage, { role: role('reader'), by: service('lambda.amazonaws.com'), with: BOTO });
      },
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => call(stage, `${MAC_CLI} kali`),
    },
  ],
});
