import { readdirSync, readFileSync } from 'node:fs';
import type { Metafile } from 'esbuild';
import * as z from 'zod';

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const TEXT = /^(licen[cs]e|copying|notice)\b/i;
const MANIFEST = z.object({ name: z.string(), version: z.string(), license: z.string() });

/**
 * The licences of the packages that a bundle contains, by name. Nearly all ask that their text is in every copy, and few
 * have it in a comment of their code, which is all that the bundler keeps.
 */
export function licences({ outputs }: Metafile): string {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const contained = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = new Set(contained.flatMap(([path]) => PACKAGE.exec(path)?.[0] ?? []));
  return [...folders]
    .map(licence)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function licence(folder: string): string {
  const { name, version, license } = MANIFEST.parse(
    JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')),
  );
  const files = readdirSync(folder).filter((file) => TEXT.test(file));
  const texts = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8').trim());
  return `${[`${name} ${version}: ${license}`, ...texts].join('\n\n')}\n`;
}
