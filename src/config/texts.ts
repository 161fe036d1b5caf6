import { z } from 'zod';

const ACCOUNT = 'an AWS account id is a text of 12 digits; quote it in YAML';
/** An account id; YAML would make a number of it. */
export const account = z.string(ACCOUNT).regex(/^\d{12}$/, ACCOUNT);

/** A pattern over names, keys or ARNs. */
export const globText = z.string().min(1).max(256).describe('Glob: * is any run of characters, ? is one.');

/** The name that something is given in the configuration. */
export const nameText = z.string().min(1).max(80);
