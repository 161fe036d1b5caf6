import * as z from 'zod';
import { parseAddress } from '../baseline/redis/address.ts';
import { reasonOf } from '../core/errors.ts';
import { isReference } from './secrets.ts';

const file = z.string().min(1).optional();

const tls = z
  .strictObject({
    ca: file.describe('PEM file of the authority that signed the server’s certificate.'),
    cert: file.describe('PEM file of the certificate that Rolewarden shows; with key.'),
    key: file.describe('PEM file of that certificate’s private key.'),
    serverName: z
      .string()
      .min(1)
      .max(253)
      .optional()
      .describe('The name that the server’s certificate must carry, if it is not the host’s.'),
  })
  .refine(
    ({ cert, key }) => (cert === undefined) === (key === undefined),
    'cert and key are given together or not at all',
  )
  .optional()
  .describe('For rediss addresses; paths are relative to the configuration file. Left out: the system’s.');

const url = z
  .string()
  .superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .optional()
  .describe(
    `redis://host:6379/0, rediss:// (TLS), redis+cluster://a:6379,b:6379 or redis+sentinel://a:26379/master, with user:password@ before the host; or \${env:NAME}. Left out: the memory of the process.`,
  );

/** The `store` section. The form of the address is checked here; no error shows its password. */
export const storeSchema = z
  .strictObject({ url, tls })
  .refine((s) => s.tls === undefined || s.url === undefined || mayBeTls(s.url), {
    message: 'is given, but the address is not rediss://: nothing would be encrypted',
    path: ['tls'],
  })
  .prefault({})
  .describe('Where histories, windows and sessions are kept. `rolewarden replay` uses it only with --store.');

/** The `store` section with every default filled in. */
export type StoreConfig = z.infer<typeof storeSchema>;

function faultOf(text: string): string | undefined {
  if (isReference(text)) return undefined;
  try {
    parseAddress(text);
    return undefined;
  } catch (thrown) {
    return reasonOf(thrown);
  }
}

function mayBeTls(text: string): boolean {
  return isReference(text) || text.startsWith('rediss');
}
