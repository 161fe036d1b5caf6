import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fieldOf } from '../../core/text/json.ts';
import { ATTEMPTS, callLimit, HTTP } from './settings.ts';

/** AWS's clock minus ours in milliseconds, exact to a second, by an answer's Date header; undefined if none came. */
export async function awsSkew(region: string): Promise<number | undefined> {
  const client = new STSClient({ region, maxAttempts: ATTEMPTS.write, requestHandler: HTTP });
  let skew: number | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const sent = Date.now();
      const answer = await next(args);
      const said = Date.parse(dateOf(answer.response));
      if (!Number.isNaN(said)) skew = said - (sent + Date.now()) / 2;
      return answer;
    },
    { step: 'deserialize', name: 'clock', priority: 'low' },
  );
  try {
    await client.send(new GetCallerIdentityCommand({}), callLimit());
  } catch {
    // a refusal has a date as well
  } finally {
    client.destroy();
  }
  return skew;
}

function dateOf(response: unknown): string {
  return String(fieldOf(fieldOf(response, 'headers'), 'date'));
}
