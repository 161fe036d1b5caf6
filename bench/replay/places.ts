import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createWorld } from '../../scripts/organisation/world.ts';

const MARKER = Buffer.from('\u00ab\u00cd\u00efMaxMind.com', 'latin1');
/** About the sizes of the embedded databases. */
const LENGTHS = { country: 7_841_000, asn: 10_312_000 } as const;

/**
 * Writes the databases that know the organisation's made-up networks, and a configuration that names them: with the
 * embedded ones every address would lie somewhere else, and most of what is ordinary would be found. They are filled
 * up to the size of the embedded ones, so that opening them costs as much. Returns the configuration's path.
 */
export function writePlaces(folder: string): string {
  const { databases } = createWorld();
  const paths = { country: join(folder, 'country.mmdb'), asn: join(folder, 'asn.mmdb') };
  for (const kind of ['country', 'asn'] as const)
    writeFileSync(paths[kind], filled(databases[kind], LENGTHS[kind]));
  const config = join(folder, 'rolewarden.yaml');
  writeFileSync(config, stringify({ databases: paths }));
  return config;
}

/** Nothing points at what is added behind the last value. */
function filled(database: Buffer, length: number): Buffer {
  const end = database.lastIndexOf(MARKER);
  const nothing = Buffer.alloc(Math.max(0, length - database.length), 'x');
  return Buffer.concat([database.subarray(0, end), nothing, database.subarray(end)]);
}
