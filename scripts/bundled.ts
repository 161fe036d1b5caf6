import { build } from 'esbuild';
import { JOINED } from './bundle-cli.ts';

/** Makes one file of a script of ours, which starts in a sixth of the time that its sources take. Returns where it is. */
export async function bundled(script: string): Promise<string> {
  // As deep as the sources, which look for the databases and the page from where they stand.
  const outfile = `.tools/scripts/${script.replaceAll('/', '-').replace(/\.ts$/, '.mjs')}`;
  await build({ ...JOINED, entryPoints: [script], outfile });
  return outfile;
}
