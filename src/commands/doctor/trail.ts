import type { TrailFound } from '../../actions/provision/trails.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail, ok, unknown } from './checks.ts';

const NEEDED = 'a trail that logs management events, both read and write';

/** Whether CloudTrail gives EventBridge the events of each region of this account. Regions that are alike share a line. */
export async function trailChecks({ signal }: Desk, regions: readonly string[]): Promise<readonly Check[]> {
  if (regions.length === 0) return [];
  const { trailsOf } = await import('../../actions/provision/trails.ts');
  const trails = trailsOf(signal);
  const alike = new Map<string, { found: TrailFound; regions: string[] }>();
  for (const region of regions) {
    const found = await trails.find(region);
    const key = JSON.stringify(found);
    const group = alike.get(key) ?? { found, regions: [] };
    group.regions.push(region);
    alike.set(key, group);
  }
  return [...alike.values()].map((group) => said(group.found, group.regions.join(', ')));
}

function said(found: TrailFound, where: string): Check {
  if (found.kind === 'good') {
    const { trails } = found;
    const log = trails.length === 1 ? 'logs' : 'log';
    return ok('trail', `${trails.join(' and ')} ${log} management events, in ${where}`);
  }
  if (found.kind === 'unknown') {
    const fix = found.refused
      ? 'allow cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus and cloudtrail:GetEventSelectors'
      : `see whether ${where} has ${NEEDED}`;
    return unknown('trail', `${found.why} (${where})`, fix);
  }
  const { why } = found;
  const words = why.length === 0 ? `no trail in ${where}` : `${why.join('; ')} (${where})`;
  return fail('trail', `${words}: EventBridge is not given the events`, `have ${NEEDED}, in all regions`);
}
