import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createSecurityHubSink } from '../actions/sinks/security-hub.ts';
import type { Alert, Sink } from '../core/action/alert.ts';
import { toAsff } from '../report/asff.ts';
import type { Hub } from '../report/asff-resources.ts';
import { CLIENT, inRegion } from './clients.ts';

/** The sink for Security Hub of the account that Rolewarden runs in: AWS is asked once which that is. */
export function openSecurityHub({
  name,
  region,
}: {
  readonly name: string;
  readonly region: string | undefined;
}): Sink {
  const client = new SecurityHubClient({ ...CLIENT, ...inRegion(region) });
  const sts = new STSClient({ ...CLIENT, ...inRegion(region) });
  let known: Hub | undefined;
  const hub = async (): Promise<Hub> => {
    if (known !== undefined) return known;
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    known = {
      accountId: Account,
      partition: Arn.split(':')[1] ?? 'aws',
      region: await client.config.region(),
    };
    return known;
  };
  const render = async (alert: Alert) => toAsff(alert, await hub(), new Date());
  const sink = createSecurityHubSink({ name, client, render });
  return {
    ...sink,
    close() {
      sink.close();
      sts.destroy();
    },
  };
}
