import { outsider, user } from '../../scripts/callers.ts';
import type { RawCloudTrail } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/foreign-endpoint.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, take } from '../support/chain.ts';

const THIEF = '666677778888';
const ENDPOINT = 'vpce-0a1b2c3d4e5f60718';
const by = user(A, 'bot');
const usual = (stage: Stage) => daily(stage, (day) => take(stage, { day, by, role: role('reader') }));
const through = (record: RawCloudTrail, account: string | undefined = THIEF): RawCloudTrail => ({
  ...record,
  sourceIPAddress: '10.0.3.7',
  userAgent: 'Boto3/1.35.90 kali',
  vpcEndpointId: ENDPOINT,
  ...(account && { vpcEndpointAccountId: account }),
});
const bot = (stage: Stage, account?: string) => through(take(stage, { by, role: role('reader') }), account);
/** Others come through the endpoint in the first days. */
const shared = (days: number) => (stage: Stage) => {
  for (let day = 0; day < days; day++) {
    for (const name of ['bob', 'ci']) {
      const record = through(take(stage, { day, by: user(A, name), role: role('x') }));
      stage.add({ ...record, userAgent: 'Boto3/1.35.90' });
    }
  }
  usual(stage);
  return bot(stage);
};

cases(rule, {
  fires: [
    { name: 'an endpoint that two others had on two days', points: 75, tell: shared(2) },
    {
      name: 'with its evidence',
      points: 75,
      says: `through a VPC endpoint of account ${THIEF}, which is not one of yours`,
      shows: { actor: `user:arn:aws:iam::${A}:user/bot`, endpoint: ENDPOINT, account: THIEF },
      tell: (stage) => {
        usual(stage);
        return bot(stage);
      },
    },
  ],
  silent: [
    {
      name: 'an endpoint of a trusted account',
      config: { organisation: { accounts: [A], trusted: [{ account: THIEF, name: 'carrier' }] } },
      tell: (stage) => {
        usual(stage);
        return bot(stage);
      },
    },
    { name: 'an endpoint that two others had on three days', tell: shared(3) },
    {
      name: 'an endpoint of the caller’s own account',
      tell: (stage) => {
        usual(stage);
        return bot(stage, A);
      },
    },
  ],
  almost: [
    {
      name: 'a record that does not say whose endpoint: unknown',
      unknown: 'origin',
      tell: (stage) => {
        usual(stage);
        return bot(stage, '');
      },
    },
    { name: 'on the first day: unknown', unknown: 'history', tell: (stage) => bot(stage) },
    {
      name: 'a vendor’s first call, in a third account’s network: unknown',
      unknown: 'history',
      tell: (stage) => {
        usual(stage);
        return through(take(stage, { by: outsider(B, 'AROAVENDOREXAMPLE', 'x'), role: role('reader') }));
      },
    },
  ],
});
