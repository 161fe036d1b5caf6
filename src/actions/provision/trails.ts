import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsResponse,
  GetTrailStatusCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { codeOf, reasonOf } from '../../core/errors.ts';
import { HTTP } from '../aws/settings.ts';
import { leftOut, type Selected, selected, together } from './selectors.ts';

/**
 * Whether a region has a trail that logs what Rolewarden reads: EventBridge is given CloudTrail's events only while one
 * logs them. `refused`: the right that is missing.
 */
export type TrailFound =
  | { readonly kind: 'good'; readonly trails: readonly string[] }
  | { readonly kind: 'none'; readonly why: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string; readonly refused: boolean };

/** Looks for such trails, one region after the other. A trail of all regions is asked once, where it is at home. */
export interface Trails {
  find(region: string): Promise<TrailFound>;
}

type Unknown = Extract<TrailFound, { readonly kind: 'unknown' }>;
type Verdict =
  | { readonly kind: 'logs'; readonly found: Selected }
  | { readonly kind: 'bad'; readonly why: string }
  | Unknown;

/** `signal`: ends every call. */
export function trailsOf(signal: AbortSignal): Trails {
  const judged = new Map<string, Promise<Verdict>>();
  const verdictOn = (trail: Trail, region: string) => {
    const arn = trail.TrailARN ?? trail.Name ?? '';
    const known = judged.get(arn) ?? judge(arn, trail.HomeRegion ?? region, signal);
    judged.set(arn, known);
    return known;
  };
  return {
    async find(region) {
      const listed = await asking(region, 'DescribeTrails', signal, (client, options) =>
        client.send(new DescribeTrailsCommand({ includeShadowTrails: true }), options),
      );
      if ('kind' in listed) return listed;
      const verdicts: [string, Verdict][] = [];
      for (const trail of listed.trailList ?? []) {
        verdicts.push([trail.Name ?? '', await verdictOn(trail, region)]);
      }
      return best(verdicts);
    },
  };
}

/** One trail that logs all is enough; or one logs what another leaves out. */
function best(verdicts: readonly (readonly [string, Verdict])[]): TrailFound {
  const logs = verdicts.flatMap(([name, verdict]) =>
    verdict.kind === 'logs' ? [{ name, found: verdict.found }] : [],
  );
  const whole = logs.find(({ found }) => leftOut(found) === undefined);
  if (whole !== undefined) return { kind: 'good', trails: [whole.name] };
  if (leftOut(together(logs.map(({ found }) => found))) === undefined) {
    return { kind: 'good', trails: logs.filter(({ found }) => found.sides.size > 0).map(({ name }) => name) };
  }
  const why: string[] = [];
  for (const [name, verdict] of verdicts) {
    if (verdict.kind === 'unknown') return { ...verdict, why: `${name}: ${verdict.why}` };
    if (verdict.kind === 'bad') why.push(`${name} ${verdict.why}`);
    else if (leftOut(verdict.found) === 'unclear')
      return { kind: 'unknown', why: `${name}: has selectors of other fields`, refused: false };
    else why.push(`${name} leaves out ${leftOut(verdict.found)}`);
  }
  return { kind: 'none', why };
}

async function judge(arn: string, home: string, signal: AbortSignal): Promise<Verdict> {
  const status = await asking(home, 'GetTrailStatus', signal, (client, options) =>
    client.send(new GetTrailStatusCommand({ Name: arn }), options),
  );
  if ('kind' in status) return status;
  if (status.IsLogging !== true) return { kind: 'bad', why: 'is not logging' };
  const asked = await asking<GetEventSelectorsResponse>(
    home,
    'GetEventSelectors',
    signal,
    (client, options) => client.send(new GetEventSelectorsCommand({ TrailName: arn }), options),
  );
  if ('kind' in asked) return asked;
  return { kind: 'logs', found: selected(asked) };
}

async function asking<T extends object>(
  region: string,
  action: string,
  signal: AbortSignal,
  call: (client: CloudTrailClient, options: { readonly abortSignal: AbortSignal }) => Promise<T>,
): Promise<T | Unknown> {
  const client = new CloudTrailClient({ region, maxAttempts: 2, requestHandler: HTTP });
  try {
    return await call(client, { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
  } catch (thrown) {
    signal.throwIfAborted();
    const refused = /^AccessDenied|NotAuthorized/.test(codeOf(thrown));
    return { kind: 'unknown', why: `cloudtrail:${action} failed in ${region}: ${reasonOf(thrown)}`, refused };
  } finally {
    client.destroy();
  }
}
