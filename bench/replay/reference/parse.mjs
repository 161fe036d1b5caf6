/** Inflates, parses everything and keeps what is STS's: the straightforward way. Prints how many records that were. */
import { inflated } from './files.mjs';

let found = 0;
for (const content of inflated(process.argv[2])) {
  const { Records } = JSON.parse(content.toString('utf8'));
  found += Records.filter(({ eventSource }) => eventSource === 'sts.amazonaws.com').length;
}
process.stdout.write(`${found}\n`);
