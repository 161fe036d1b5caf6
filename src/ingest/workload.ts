import type { Workload } from '../core/actor.ts';
import { type Fields, get, objectAt, textAt } from './fields.ts';

/** Which compute service holds the session, by marks that AWS itself writes; names alone are not enough for a task. */
export function workloadOf(
  identity: Fields,
  context: Fields,
  session: string | undefined,
): Workload | undefined {
  if (get(context, 'ec2RoleDelivery') !== undefined || /^i-[0-9a-z]{8,17}$/i.test(session ?? ''))
    return 'instance';
  const issuerType = textAt(objectAt(identity, 'inScopeOf'), 'issuerType') ?? '';
  if (issuerType === 'AWS::Lambda::Function') return 'function';
  if (issuerType === 'AWS::EC2::Instance') return 'instance';
  const web = objectAt(context, 'webIdFederationData');
  const provider = textAt(web, 'federatedProvider');
  if (provider !== undefined && /oidc\.eks\.[\w-]+\.amazonaws\.com/.test(provider)) return 'pod';
  if (issuerType.startsWith('AWS::ECS::')) return 'task';
  if (
    provider !== undefined &&
    /token\.actions\.githubusercontent\.com|gitlab|app\.terraform\.io|circleci|bitbucket|buildkite/i.test(
      provider,
    )
  ) {
    return 'pipeline';
  }
  return undefined;
}
