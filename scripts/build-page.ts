/** Writes dist/page/report.html, the page that `rolewarden replay --format html` puts its findings into. */
import { buildPage } from './page.ts';

const path = 'dist/page/report.html';
const bytes = await buildPage(path);
process.stderr.write(`${path}  ${Math.round(bytes / 1_000)} kB\n`);
