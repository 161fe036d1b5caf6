import {
  type AwsSecurityFinding,
  BatchImportFindingsCommand,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import type { Alert, Sink } from '../../core/action/alert.ts';
import { createBatcher, type Refusal } from './batch.ts';
import { awsError, printable, remedyFor, sinkError } from './failure.ts';
import { inTime } from './pause.ts';

const MOST = { entries: 100, bytes: 6_000_000 };
const TARGET = 'Security Hub';
const PERMANENT = /^(?:Invalid|AccessDenied|Limit)/;

/** Imports alerts into the Security Hub of Rolewarden's own account. Importing a finding again updates it. */
export function createSecurityHubSink(options: {
  readonly name: string;
  readonly client: SecurityHubClient;
  /** Rejects if AWS does not say which account this is. */
  readonly render: (alert: Alert) => Promise<AwsSecurityFinding>;
}): Sink {
  const { name, client, render } = options;
  const batcher = createBatcher<AwsSecurityFinding>({
    most: MOST,
    sizeOf: (finding) => Buffer.byteLength(JSON.stringify(finding)),
    send: (findings, signal) => importThem(client, findings, signal),
    toError: ({ code, said }) =>
      sinkError(name, `${TARGET} refused the finding: ${code}: ${said}`, remedyFor(code, TARGET)),
  });
  return {
    name,
    async send(alert, signal) {
      try {
        await batcher.add(await render(alert), signal);
      } catch (thrown) {
        throw awsError(name, TARGET, thrown);
      }
    },
    close() {
      batcher.close();
      client.destroy();
    },
  };
}

async function importThem(
  client: SecurityHubClient,
  findings: readonly AwsSecurityFinding[],
  signal: AbortSignal,
): Promise<readonly (Refusal | undefined)[]> {
  const command = new BatchImportFindingsCommand({ Findings: [...findings] });
  const { FailedFindings = [] } = await inTime(signal, (abortSignal) =>
    client.send(command, { abortSignal }),
  );
  const failed = new Map(
    FailedFindings.map(({ Id, ErrorCode, ErrorMessage }) => [Id, { ErrorCode, ErrorMessage }]),
  );
  return findings.map(({ Id }) => {
    const failure = failed.get(Id);
    if (failure === undefined) return undefined;
    const code = printable(failure.ErrorCode ?? 'Failed', 80);
    return { code, said: printable(failure.ErrorMessage ?? '', 300), again: !PERMANENT.test(code) };
  });
}
