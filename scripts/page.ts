import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const SOURCE = 'src/page';

/**
 * Writes the page of the HTML report to `path`: script and style inlined, allowed by their hashes and nothing else, and
 * whole but for `{{data}}`. Returns its size in bytes. The same sources give the same bytes.
 */
export async function buildPage(path: string): Promise<number> {
  const [script, style] = await Promise.all([bundle('main.ts'), bundle('report.css')]);
  const parts: Readonly<Record<string, string>> = {
    csp: [
      "default-src 'none'",
      `script-src '${hashOf(script)}'`,
      `style-src '${hashOf(style)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
    script,
    style,
  };
  const template = readFileSync(`${SOURCE}/report.html`, 'utf8');
  const page = template.replace(/\{\{(csp|script|style)\}\}/g, (_, name: string) => parts[name] ?? '');
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  // Readers never see half a file.
  writeFileSync(`${path}.${process.pid}.tmp`, page);
  renameSync(`${path}.${process.pid}.tmp`, path);
  return Buffer.byteLength(page);
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${SOURCE}/${entry}`],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Licences ask to go with what is passed on, and every report is.
    banner: { js: licence('uplot'), css: '' },
    legalComments: 'inline',
    logLevel: 'warning',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`nothing came of ${entry}`);
  if (/<\/(?:script|style)|<!--|\{\{data\}\}/i.test(file.text))
    throw new Error(`${entry} would end its own element`);
  return file.text;
}

function licence(name: string): string {
  const folder = `node_modules/${name}`;
  const manifest: unknown = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? String(manifest.version)
      : '';
  return `/*! ${name} ${version}\n${readFileSync(`${folder}/LICENSE`, 'utf8').trim()}\n*/`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
