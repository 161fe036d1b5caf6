import { SQSClient } from '@aws-sdk/client-sqs';
import { HTTP } from '../actions/aws/settings.ts';
import { createFileQuarantine } from '../actions/quarantine/file.ts';
import { createLogQuarantine } from '../actions/quarantine/quarantine.ts';
import { createSqsQuarantine } from '../actions/quarantine/sqs.ts';
import type { QuarantineConfig } from '../config/quarantine-schema.ts';
import type { Log, Quarantine } from '../core/ports/ports.ts';

/** The quarantine of a configuration. What is kept in a folder or queue is also named in the log. */
export function createQuarantine(config: QuarantineConfig, log: Log): Quarantine {
  const said = createLogQuarantine(log);
  if (config.type === 'log') return said;
  const kept = config.type === 'file' ? createFileQuarantine(config.folder) : inQueue(config.queue);
  return {
    async keep(poison) {
      await kept.keep(poison);
      await said.keep(poison);
    },
    close: () => kept.close(),
  };
}

function inQueue(queue: string): Quarantine {
  const region = /\bsqs[.-]([a-z]{2}(?:-[a-z]+)+-\d)\b|^https:\/\/([a-z]{2}(?:-[a-z]+)+-\d)\.queue\./.exec(
    queue,
  );
  const named = region?.[1] ?? region?.[2];
  const client = new SQSClient({
    ...(named === undefined ? {} : { region: named }),
    maxAttempts: 3,
    requestHandler: HTTP,
  });
  return createSqsQuarantine(client, queue);
}
