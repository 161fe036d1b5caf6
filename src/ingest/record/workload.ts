import type { Workload } from '../../core/event/actor.ts';
import { isEksIssuer } from '../../core/event/eks.ts';
import { type Fields, objectAt, textAt } from '../json/fields.ts';
import { issuerOf } from './subject.ts';

/** Session names that EC2 and EKS Pod Identity give: an instance id, and `eks-cluster-pod-uuid`. */
const INSTANCE = /^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/i;
const POD = /^eks-.{1,27}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Issuers of the pipelines whose subjects are read (subject.ts). */
const PIPELINES =
  /token\.actions\.githubusercontent\.com|gitlab|app\.terraform\.io|circleci|bitbucket|buildkite|spacelift|pulumi/i;

/** Which compute service holds the session, by what AWS itself writes. A session's name alone proves no task. */
export function workloadOf(
  identity: Fields,
  context: Fields,
  session: string | undefined,
): Workload | undefined {
  if (textAt(context, 'ec2RoleDelivery') !== undefined || INSTANCE.test(session ?? '')) return 'instance';
  if (POD.test(session ?? '')) return 'pod';
  const issuerType = textAt(objectAt(identity, 'inScopeOf'), 'issuerType') ?? '';
  if (issuerType === 'AWS::Lambda::Function') return 'function';
  if (issuerType === 'AWS::EC2::Instance') return 'instance';
  const web = objectAt(context, 'webIdFederationData');
  const provider = issuerOf(textAt(web, 'federatedProvider'));
  if (provider !== undefined && isEksIssuer(provider)) return 'pod';
  if (issuerType.startsWith('AWS::ECS::')) return 'task';
  return provider !== undefined && PIPELINES.test(provider) ? 'pipeline' : undefined;
}
