import { mayBeOurs } from '../../core/action/deny-life.ts';
import { actionIdOf, POLICY_PREFIX, readDeny, sizeOf } from '../../core/action/deny-policy.ts';
import type { LiveTarget } from '../../core/action/eligible.ts';
import type { OurPolicy } from '../../core/action/policy-room.ts';
import { pieces } from '../../core/collections/pieces.ts';
import type { Target } from '../../core/event/target.ts';
import type { InlinePolicies } from './policies.ts';

/** Policies that are read at the same time: IAM's limit is low, and other tools share it. */
const AT_ONCE = 4;

/** An inline policy as it is in IAM. */
export interface Written {
  readonly name: string;
  readonly document: string;
}

/** Reads a target from IAM: itself, its tags, all its inline policies, and which of them are ours. */
export async function readTarget(policies: InlinePolicies, target: Target, now: number): Promise<LiveTarget> {
  const entity = await policies.entity();
  const policyNames = await policies.names();
  const written = await readAll(policies, policyNames);
  return {
    target,
    ...entity,
    policyNames,
    total: written.reduce((sum, { document }) => sum + sizeOf(document), 0),
    ...oursAmong(written, now),
  };
}

/** Reads only policies of ours, for undo, sweep and drift. `also`: names to read even if IAM's list lacks them. */
export async function readOurs(
  policies: InlinePolicies,
  now: number,
  also: readonly string[] = [],
): Promise<Pick<LiveTarget, 'ours' | 'foreign'> & { readonly policyNames: readonly string[] }> {
  const policyNames = await policies.names();
  const named = [...new Set([...policyNames.filter((name) => name.startsWith(POLICY_PREFIX)), ...also])];
  return { policyNames, ...oursAmong(await readAll(policies, named), now) };
}

/**
 * Ours are those with exactly the document that Rolewarden writes under their name; `foreign`: others with such names.
 */
export function oursAmong(written: readonly Written[], now: number): Pick<LiveTarget, 'ours' | 'foreign'> {
  const ours = written.flatMap(({ name, document }): readonly OurPolicy[] => {
    const deny = readDeny(name, document);
    const actionId = actionIdOf(name);
    return deny === undefined || actionId === undefined || !mayBeOurs(deny, now)
      ? []
      : [{ name, actionId, document, deny }];
  });
  const foreign = written
    .filter(({ name }) => name.startsWith(POLICY_PREFIX) && ours.every((own) => own.name !== name))
    .map(({ name }) => name);
  return { ours, foreign };
}

async function readAll(policies: InlinePolicies, names: readonly string[]): Promise<readonly Written[]> {
  const written: Written[] = [];
  for (const batch of pieces(names, AT_ONCE)) {
    const documents = await Promise.all(batch.map((name) => policies.get(name)));
    batch.forEach((name, index) => {
      const document = documents[index];
      if (document !== undefined) written.push({ name, document });
    });
  }
  return written;
}
