import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
} from '@aws-sdk/client-iam';
import type { OurPolicy } from '../../core/action/policy-room.ts';
import { type Target, targetOf } from '../../core/event/target.ts';
import { callLimit } from '../aws/settings.ts';
import type { Account } from './access.ts';
import { type Bench, failureOf, tried } from './bench.ts';
import { ACTOR, type IamFailure } from './errors.ts';
import { oursAmong } from './read-target.ts';

/** A role or user that has policies of ours, or others with our names (`foreign`). */
export interface Carrier {
  readonly target: Target;
  readonly ours: readonly OurPolicy[];
  readonly foreign: readonly string[];
}

/** All carriers in an account, or why it could not be searched. */
export type FoundOurs =
  | { readonly kind: 'found'; readonly carriers: readonly Carrier[] }
  | { readonly kind: 'failed'; readonly failure: IamFailure; readonly whatToDo: readonly string[] };

const PAUSES = 8;

/**
 * Searches a whole account for policies of ours, a thousand roles and users in a call. Needs no ledger. `undo --all`,
 * the sweep and the drift report begin with it.
 */
export async function findOurs(bench: Bench, account: Account): Promise<FoundOurs> {
  const opened = await bench.access.openAccount(account, 'find');
  if (opened.kind === 'refused') {
    return { kind: 'failed', failure: failureOf(opened.diagnosis), whatToDo: opened.diagnosis.check };
  }
  const carriers: Carrier[] = [];
  for (let marker: string | undefined, more = true, refused = 0; more; ) {
    const input = {
      Filter: ['Role' as const, 'User' as const],
      MaxItems: 1_000,
      ...(marker === undefined ? {} : { Marker: marker }),
    };
    const command = new GetAccountAuthorizationDetailsCommand(input);
    await bench.gate.turn(account.accountId);
    const page = await tried(() => opened.clients.reads.send(command, callLimit(bench.callLimit)));
    if (!page.ok) {
      const again = page.failure.class === 'throttled' && refused++ < PAUSES;
      if (!again) return { kind: 'failed', failure: page.failure, whatToDo: STEPS };
      bench.gate.throttled(account.accountId);
      continue;
    }
    carriers.push(...carriersOf(page.value, bench.waiting.now()));
    marker = page.value.Marker;
    more = page.value.IsTruncated === true && marker !== undefined;
  }
  return { kind: 'found', carriers };
}

const STEPS: readonly string[] = [
  `Check that ${ACTOR} may call iam:GetAccountAuthorizationDetails.`,
  'Or name the roles, whose policies can be listed one by one: rolewarden undo --role ARN',
];

function carriersOf(
  { RoleDetailList, UserDetailList }: GetAccountAuthorizationDetailsResponse,
  now: number,
): readonly Carrier[] {
  const all = [
    ...(RoleDetailList ?? []).map(({ Arn, RoleId, RolePolicyList }) => ({
      Arn,
      id: RoleId,
      list: RolePolicyList,
    })),
    ...(UserDetailList ?? []).map(({ Arn, UserId, UserPolicyList }) => ({
      Arn,
      id: UserId,
      list: UserPolicyList,
    })),
  ];
  return all.flatMap(({ Arn, id, list }) => {
    const written = (list ?? []).map(({ PolicyDocument, PolicyName }) => ({
      name: PolicyName ?? '',
      document: decodeURIComponent(PolicyDocument ?? ''),
    }));
    const found = oursAmong(written, now);
    const target = found.ours.length + found.foreign.length === 0 ? undefined : targetOf(Arn, id);
    return target === undefined ? [] : [{ target, ...found }];
  });
}
