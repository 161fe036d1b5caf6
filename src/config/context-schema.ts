import * as z from 'zod';
import { ruleId } from './rule-schemas.ts';
import { globText, nameText, roleGlob } from './texts.ts';

const about = {
  actor: globText
    .optional()
    .describe(
      'Glob over the actor’s key, name or ARN; of a session’s ARN without the session’s name, unless an identity provider wrote it: callers choose it.',
    ),
  role: roleGlob.optional().describe('Glob over the role’s ARN.'),
};
const TOO_WIDE = 'needs an actor or a role: it would hide everything';
const saysWhom = (one: { readonly actor?: string | undefined; readonly role?: string | undefined }) =>
  one.actor !== undefined || one.role !== undefined;

/** An entry of the `maintenance` section: a time for which work is announced. */
export const maintenanceSchema = z
  .strictObject({
    id: nameText.describe('Shown in the context of findings.'),
    ...about,
    from: z.iso.datetime({ offset: true }).describe('ISO 8601 with Z or an offset.'),
    until: z.iso.datetime({ offset: true }).describe('The end, exclusive; as from.'),
    reason: z.string().min(3).max(400).describe('The change or the grant that is behind it.'),
  })
  .refine(saysWhom, TOO_WIDE)
  .refine((m) => Date.parse(m.from) < Date.parse(m.until), 'must end after it begins');

/** An entry of the `suppressions` section: known noise that is not to be counted for a while. */
export const suppressionSchema = z
  .strictObject({
    id: nameText.describe('Shown in the context of findings.'),
    ...about,
    rules: z
      .array(ruleId)
      .default([])
      .describe('Rule ids; empty means all. Never takes a conclusive signal away.'),
    until: z.iso.date().describe('The first day on which it no longer applies (UTC).'),
    reason: z.string().min(3).max(400).describe('Why it is known noise: shown in the context of findings.'),
  })
  .refine(saysWhom, TOO_WIDE);
