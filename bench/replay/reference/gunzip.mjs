/** Inflates and does nothing else: what any reader in Node has to pay. Prints how many bytes there were. */
import { inflated } from './files.mjs';

let bytes = 0;
for (const content of inflated(process.argv[2])) bytes += content.length;
process.stdout.write(`${bytes}\n`);
