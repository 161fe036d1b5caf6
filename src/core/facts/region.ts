import type { StsEvent } from '../event/event.ts';
import { isInsider } from './insider.ts';
import { codeBehind } from './runs-as.ts';

const CODE = 'code/';
const ANY = 'any';

/**
 * Where STS was called, if that says where the organisation is: its own do so, and services for code that runs there.
 * These are kept apart (`code/<region>`), since a caller chooses the region (ADR 0066). Other services assume their
 * linked roles in every region, used or not; outsiders and an app's users choose theirs.
 */
export function regionValue(event: StsEvent): string | undefined {
  const { actor, region, service } = event;
  if (service !== 'sts' || region === undefined) return undefined;
  if (isInsider(event) || actor.workload === 'pipeline') return region;
  return actor.kind === 'service' && codeBehind(actor.name) !== undefined ? `${CODE}${region}` : undefined;
}

/** Stands for all regions of a kind: its history says how long any were learned. */
export function anyRegion(region: string): string {
  return region.startsWith(CODE) ? `${CODE}${ANY}` : ANY;
}
