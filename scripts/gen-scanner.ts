import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OPTIONS = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--use', 'abort='];
/** 64 KiB pages: the scanner's own, and a window of 1.4 MiB, which grows where a record is larger. */
const PAGES = '24';

/** The source of src/ingest/file/scanner-code.ts: scanner/records.ts, compiled. The same compiler gives the same bytes. */
export function scannerSource(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-scanner-'));
  try {
    const file = join(folder, 'records.wasm');
    const compiler = 'node_modules/assemblyscript/bin/asc.js';
    const asked = ['scanner/records.ts', '--outFile', file, '--initialMemory', PAGES, ...OPTIONS];
    execFileSync(process.execPath, [compiler, ...asked], { stdio: ['ignore', 'ignore', 'inherit'] });
    return sourceOf(readFileSync(file).toString('base64'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sourceOf(base64: string): string {
  const lines = base64.match(/.{1,100}/g) ?? [];
  return [
    '// Written by `npm run gen` from scanner/*.ts: change them instead of this file.',
    '',
    '/** WebAssembly, in base64. */',
    'export const SCANNER_CODE = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
}
