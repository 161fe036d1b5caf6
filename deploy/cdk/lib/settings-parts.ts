import * as z from 'zod';

const DIGITS = 'expected an account id: 12 digits, in quotes';
export const account = z.string(DIGITS).regex(/^\d{12}$/, DIGITS);
export const region = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'expected a region such as eu-central-1');

/** The organisation whose accounts forward their events. */
export const organisation = z.strictObject({
  id: z.string().regex(/^o-[a-z0-9]{10,32}$/, 'expected an organisation id such as o-exampleorgid'),
  /** Organisational units whose accounts get the forwarding rules and the spoke role. */
  units: z.array(z.string().regex(/^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$/)).min(1),
  /** Who makes the stack sets: the management account (SELF), or this account as its delegate. */
  caller: z.enum(['SELF', 'DELEGATED_ADMIN']).default('DELEGATED_ADMIN'),
});

/** The trail that feed s3 reads. */
export const trail = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9.-]{3,63}$/, 'expected the name of a bucket'),
  /** The account that owns the bucket, by default this one. */
  account: account.optional(),
  prefix: z
    .string()
    .regex(/^(|[\w.-][\w./-]*\/)$/, 'expected nothing, or a folder that ends in /')
    .default(''),
  /** The topic that the bucket notifies; if left out, it notifies the queue. */
  topic: z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/)
    .optional(),
  /** The key of the objects, if they are encrypted with one of your own. */
  key: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/)
    .optional(),
});

/** Records of actions: for how many days they are kept, and whether an administrator may delete one earlier. */
export const audit = z.strictObject({
  days: z.number().int().min(365).max(3_650).default(400),
  lock: z.enum(['none', 'governance', 'compliance']).default('none'),
});

/** A role of people. Not a user, and no whole account: a session of a role has a name, and ends. */
export const operator = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    'expected the ARN of a role, with its path: arn:aws:iam::111122223333:role/incident-response',
  );

/** What else the policies of the spoke roles deny. */
export const spoke = z.strictObject({
  /** Whether only roles and users tagged rolewarden:revocable=true may be touched, even if a person orders it. */
  onlyTagged: z.boolean().default(false),
  /** Roles and users that are never touched, by name or path. */
  protected: z
    .array(
      z
        .string()
        .regex(/^(role|user)\/[\w+=,.@*/-]{1,512}$/, 'expected role/NAME or user/NAME; * for any characters'),
    )
    .max(20)
    .default([]),
});

const VERSION = 'expected the VersionId of a secret, as put-secret-value prints it';
const version = z.string(VERSION).regex(/^[\w-]{32,64}$/, VERSION);

/** Versions of secrets: CloudFormation reads a secret again only if the version in its reference changes. */
export const secretVersions = z.strictObject({
  /** The version of the password that is used; after it, if there is one, another that is still accepted. */
  redisPassword: z.array(version).min(1).max(2).optional(),
  externalId: version.optional(),
  /** The version of the key that signs; after it, if there is one, another that is accepted. */
  signingKey: z.array(version).min(1).max(2).optional(),
});

/** The image of the container. */
export const image = z.strictObject({
  repository: z
    .string()
    .regex(/^[a-z0-9._/-]{2,256}$/, 'expected the name of an ECR repository of this account'),
  version: z
    .string()
    .regex(/^(sha256:[0-9a-f]{64}|[\w.-]{1,128})$/, 'expected a digest (better), or a tag')
    .refine((text) => text !== 'latest', 'latest is not a version: name a digest or a tag that stays'),
});
