import * as z from 'zod';

const QUEUE = /^https?:\/\/[\w.:-]+(\/[\w-]+)*\/\d{12}\/[\w-]{1,80}(\.fifo)?$/;

const log = z
  .strictObject({ type: z.literal('log') })
  .describe('A line in Rolewarden’s own log: reason, size and SHA-256, never the bytes.');

const file = z
  .strictObject({
    type: z.literal('file'),
    folder: z.string().min(1).describe('Folder, mode 0700; relative to the configuration file.'),
  })
  .describe('One file for each, with its bytes, which may hold session tokens.');

const sqs = z
  .strictObject({
    type: z.literal('sqs'),
    queue: z
      .string()
      .regex(QUEUE, 'expected the URL of an SQS queue')
      .describe('URL of a queue of your own, encrypted: the bytes may hold session tokens.'),
  })
  .describe('A message for each, with its bytes up to 256 KiB.');

/** The `quarantine` section: where deliveries with records that cannot be read are kept. */
export const quarantineSchema = z
  .discriminatedUnion('type', [log, file, sqs])
  .prefault({ type: 'log' })
  .describe('Where live run modes keep what they cannot read. It never blocks a queue or a shard.');

/** The `quarantine` section with every default filled in. */
export type QuarantineConfig = z.infer<typeof quarantineSchema>;
