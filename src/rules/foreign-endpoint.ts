import * as z from 'zod';
import { isMadeByAws } from '../core/event/by-aws.ts';
import type { StsEvent } from '../core/event/event.ts';
import { endpointOwner } from '../core/facts/endpoint.ts';
import type { Facts } from '../core/facts/facts.ts';
import { runsAs } from '../core/facts/runs-as.ts';
import { isAuthenticated, isOutsider } from '../core/facts/who.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'foreign-endpoint',
  title: 'Credentials were used through a VPC endpoint of somebody else’s account',
  family: 'misuse',
  why: 'A VPC endpoint hides the address, but AWS writes whose it is. Nobody shares theirs: the caller is inside that account’s network.',
  blindSpots: [
    'Records that do not say whose the endpoint is (before eventVersion 1.09): the answer is unknown.',
    'Until accounts are configured or learned, the answer is unknown.',
    'A thief in a network that the organisation shares, or with a machine in any of its accounts: in whose network of yours a credential is ask only `fan-out` and `key-out-of-place`.',
    'Instances, functions, pods and tasks: `workload-credentials-outside` judges theirs.',
  ],
  falsePositives: [
    'VPC endpoints of a network account whose trail is not collected, once there is a history: name it under organisation.accounts, or under organisation.trusted if it is a provider’s. Accepting a finding teaches nothing about endpoints.',
    'A vendor that calls through an account of its own that it never used.',
  ],
  ask: 'Find out whether the endpoint’s account is your organisation’s, or a vendor’s.',
  respond: [
    'If it is nobody’s, the caller is not the credential’s owner: find where it lay (laptop, disk, build log, repository).',
  ],
  attack: ['T1078.004', 'T1550.001'],
  references: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
  ],
  on: 'all',
  params: z.strictObject({
    points: points(75, 'Points for credentials of the organisation.'),
    outsider: points(50, 'Points for an outside account in a third one’s network, where it never was.'),
  }),
  detect(event, facts, params) {
    const { origin, vpcEndpointId } = event;
    if (vpcEndpointId === undefined || origin.kind === 'internal' || isMadeByAws(event)) return undefined;
    if (!isAuthenticated(event)) return undefined;
    // workloads are judged by workload-credentials-outside
    if (runsAs(event, facts) !== undefined) return undefined;
    const owner = endpointOwner(event, facts);
    if (owner === 'unknown')
      return { unknown: event.vpcEndpointAccountId === undefined ? 'origin' : 'history' };
    if (owner !== 'foreign') return undefined;
    return isOutsider(event, facts)
      ? ofOutsider(event, facts, params.outsider)
      : through(event, params.points, 'not one of yours');
  },
});

function through(event: StsEvent, points: number, whose: string): Verdict {
  const { actor, vpcEndpointAccountId: account = '', vpcEndpointId: endpoint = '' } = event;
  return {
    points,
    summary: `through a VPC endpoint of account ${account}, which is ${whose}`,
    evidence: { actor: actor.key, endpoint, account },
  };
}

/** For an outside caller: nobody here knows which accounts it has, so only its own history counts. */
function ofOutsider(event: StsEvent, { actor, organisation }: Facts, points: number): Verdict {
  if (!actor.covered) return { unknown: actor.reason };
  const users = organisation.holders('endpoint', event.vpcEndpointAccountId ?? '');
  return users.includes(event.actor.key)
    ? undefined
    : through(event, points, 'neither yours nor the caller’s, and new to it');
}
