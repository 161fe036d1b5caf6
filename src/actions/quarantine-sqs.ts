import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Quarantine } from '../core/ports.ts';
import { callLimit } from './aws-settings.ts';
import { bytesOf, labelOf } from './quarantine.ts';

/** Of a body this much is sent, so that label and base64 fit into SQS's 256 KiB. */
const BODY = 180 * 1_024;

/** A message for each, in a queue of the operator's own. The bytes, in base64, may hold session tokens. */
export function createSqsQuarantine(client: SQSClient, queue: string): Quarantine {
  return {
    async keep(poison) {
      const bytes = bytesOf(poison.delivery);
      const label = labelOf(poison, bytes);
      const document = {
        schema: 'rolewarden.quarantine/1',
        ...label,
        truncated: bytes.length > BODY,
        body: bytes.subarray(0, BODY).toString('base64'),
      };
      const fifo = queue.endsWith('.fifo')
        ? { MessageGroupId: 'rolewarden', MessageDeduplicationId: label.sha256 }
        : {};
      const message = { QueueUrl: queue, MessageBody: JSON.stringify(document), ...fifo };
      await client.send(new SendMessageCommand(message), callLimit());
    },
    close: () => client.destroy(),
  };
}
