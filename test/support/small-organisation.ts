import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCast } from '../../scripts/organisation/cast.ts';
import { ordinaryDays } from '../../scripts/organisation/quarter.ts';

/** A made-up organisation's recordings in a folder, and the configuration that knows its places. */
export function smallOrganisation(
  folder: string,
  seed: number,
  days: number,
): { readonly recordings: string; readonly config: string } {
  const cast = createCast(seed, { days, people: 8, machines: 4 });
  const { country, asn } = cast.scene.world.databases;
  writeFileSync(join(folder, 'country.mmdb'), country);
  writeFileSync(join(folder, 'asn.mmdb'), asn);
  const config = join(folder, 'rolewarden.yaml');
  writeFileSync(config, 'databases: { country: country.mmdb, asn: asn.mmdb }\n');
  const recordings = join(folder, 'records.jsonl');
  writeFileSync(
    recordings,
    ordinaryDays(cast)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
  return { recordings, config };
}
