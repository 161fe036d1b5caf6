import { SQSClient } from '@aws-sdk/client-sqs';
import { createFileQuarantine } from '../actions/quarantine/file.ts';
import { createLogQuarantine } from '../actions/quarantine/quarantine.ts';
import { createSqsQuarantine } from '../actions/quarantine/sqs.ts';
import type { QuarantineConfig } from '../config/quarantine-schema.ts';
import type { Log, Quarantine } from '../core/ports/ports.ts';
import { regionOfQueue } from '../feeds/sqs/url.ts';
import { CLIENT, inRegion } from './clients.ts';

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
  const client = new SQSClient({ ...CLIENT, ...inRegion(regionOfQueue(queue)) });
  return createSqsQuarantine(client, queue);
}
