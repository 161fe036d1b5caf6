/**
 * What `npm run build` does after the compiler: 180 modules of our own and 400 of packages take longer to find than to
 * run. The other files of dist stay as they are: they are the library.
 */
import { bundleCli } from './bundle-cli.ts';

await bundleCli('dist');
