import { DATABASES } from '../../scripts/places.ts';
import type { RawCloudTrail } from '../../scripts/records.ts';
import type { StsEvent } from '../../src/core/event/event.ts';
import { createLocator } from '../../src/ingest/address/locator.ts';
import { normalise } from '../../src/ingest/record/normalise.ts';
import type { HowToRead } from '../../src/ingest/record/services.ts';
import { createLog } from '../../src/run/log.ts';

/** The places of the stories. */
export const PLACES = await createLocator({
  databases: DATABASES,
  lists: [],
  own: [],
  awsRanges: undefined,
  log: createLog('silent'),
});

/** A record as the line sees it, on the places of the stories. Throws if it is not read as an event. */
export function eventOf(record: RawCloudTrail, how?: HowToRead): StsEvent {
  const result = normalise(record, PLACES, how);
  if (result.kind !== 'event') throw new Error(`not an event: ${result.kind}`);
  return result.event;
}
