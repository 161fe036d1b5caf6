import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Quarantine } from '../../core/ports/ports.ts';
import { callLimit } from '../aws/settings.ts';
import { bytesOf, labelOf } from './quarantine.ts';

/** Bytes of a body that are sent: with label, and as base64, they fit into 256 KiB, which SQS takes. */
const BODY = 180 * 1_024;

/** Sends each delivery as a message to a queue of the operator's. The bytes, in base64, may contain session tokens. */
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
