/**
 * Makes what is deployed to AWS Lambda: dist/lambda (one file, handler `index.handler`) and dist/layer (the embedded
 * databases, for /opt/rolewarden). `--analyze` prints what the bundle is made of, largest first; `--sourcemap` writes
 * one beside it.
 */
import { analysis, bundleCode, layData } from './bundle-code.ts';

const { bytes, file, gzipped, metafile } = await bundleCode(
  'dist/lambda',
  process.argv.includes('--sourcemap'),
);
layData('dist/layer');
if (process.argv.includes('--analyze')) {
  for (const [part, count] of analysis(metafile))
    process.stdout.write(`${String(count).padStart(9)}  ${part}\n`);
}
process.stderr.write(`${file}  ${bytes} bytes, ${gzipped} gzipped; databases in dist/layer\n`);
