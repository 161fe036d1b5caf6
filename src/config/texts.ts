import * as z from 'zod';
import { REFERENCE } from './secrets.ts';

const ACCOUNT = 'an AWS account id is a text of 12 digits; quote it in YAML';
/** An account id. Without quotes YAML reads it as a number. */
export const account = z.string(ACCOUNT).regex(/^\d{12}$/, ACCOUNT);

/** A pattern over names, keys or ARNs. */
export const globText = z.string().min(1).max(256).describe('Glob: * is any run of characters, ? is one.');

/** The name that something is given in the configuration. */
export const nameText = z.string().min(1).max(80);

/** The name of an environment variable that holds a secret. */
export const secretName = z
  .string()
  .regex(REFERENCE, `write \${env:NAME}: secrets do not belong in the file`);

const OTHER_KIND = /:(?:user|group|policy|assumed-role|saml-provider|oidc-provider|root)\b/;

/** A pattern over ARNs of these kinds of IAM entities. One that can match none is refused: it would do nothing. */
function arnGlob(kinds: readonly string[], example: string) {
  const right = new RegExp(`:(?:${kinds.join('|')})[/*?]`);
  const mayMatch = (text: string) => {
    if (!/^(?:arn:|[*?])/.test(text)) return false;
    return right.test(text) || (/[*?]/.test(text) && !OTHER_KIND.test(text));
  };
  return globText.refine(mayMatch, `matches no such ARN; write ${example}, or * for what may differ`);
}

/** A pattern over ARNs of roles. */
export const roleGlob = arnGlob(['role'], 'arn:aws:iam::111122223333:role/NAME');
/** A pattern over ARNs of roles and users. */
export const principalGlob = arnGlob(['role', 'user'], 'arn:aws:iam::111122223333:role/NAME');
/** A pattern over ARNs of SAML providers. */
export const samlProviderGlob = arnGlob(['saml-provider'], 'arn:aws:iam::111122223333:saml-provider/NAME');

/** The check that each entry of a section has a name of its own: of two, the fault names both. */
export function ownName<T>(what: string, section: string, nameOf: (one: T) => string) {
  return (all: readonly T[], context: z.RefinementCtx): void => {
    const names = all.map(nameOf);
    for (const [at, name] of names.entries()) {
      const first = names.indexOf(name);
      if (first === at) continue;
      const message = `has the ${what} of ${section}.${first}, ${JSON.stringify(name)}: give each its own`;
      context.addIssue({ code: 'custom', path: [at], message });
    }
  };
}
