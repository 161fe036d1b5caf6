import * as z from 'zod';
import { account } from './texts.ts';

const NO_ROLE =
  'name the role to assume in other accounts, for instance arn:aws:iam::{account}:role/rolewarden-spoke; without other accounts leave spoke out';

/** `revocation.spoke`: the role through which sessions of other accounts are ended. */
export const spokeSchema = z
  .strictObject({
    roleArn: z
      .string(NO_ROLE)
      .regex(
        /^arn:\{partition\}:iam::\{account\}:role\/|^arn:aws[a-z-]{0,14}:iam::(?:\d{12}|\{account\}):role\//,
        'expected a role ARN, for instance arn:aws:iam::{account}:role/rolewarden-spoke',
      )
      .max(512)
      .describe('The role to assume in the account of the target; {account} and {partition} are filled in.'),
    externalId: z
      .string()
      .min(2)
      .max(1_224)
      .optional()
      .describe(
        'The external id that the spoke roles’ trust policies require; may name an environment variable. Never printed.',
      ),
    own: z
      .array(account)
      .default([])
      .describe('Accounts that are reached with Rolewarden’s own credentials, without a spoke role.'),
  })
  .optional()
  .describe(
    'How the other accounts in organisation.accounts are reached; no others are. Left out: only the account that Rolewarden runs in.',
  );
