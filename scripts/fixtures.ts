/** `npm run fixtures`: writes fixtures/places, fixtures/scenarios and fixtures/envelopes from their descriptions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fixtureFiles } from './fixture-files.ts';

for (const [path, content] of fixtureFiles()) {
  const file = join('fixtures', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
