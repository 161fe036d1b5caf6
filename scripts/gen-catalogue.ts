import { readdirSync } from 'node:fs';

const NOT_RULES: ReadonlySet<string> = new Set(['catalogue.ts', 'define.ts']);

/** The source of src/rules/catalogue.ts: an explicit import of every rule, because a glob does not survive bundling. */
export function catalogueSource(): string {
  const ids = readdirSync('src/rules')
    .filter((file) => file.endsWith('.ts') && !NOT_RULES.has(file))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
  const name = (id: string) => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const imports = [
    ...ids.map((id) => [id, `import ${name(id)} from './${id}.ts';`]),
    ['define', "import type { Rule } from './define.ts';"],
  ];
  return [
    '// Written by `npm run gen`: add a file to this folder instead of changing this one.',
    "import type { ZodObject } from 'zod';",
    ...imports.sort().map(([, line]) => line),
    '',
    '/** Every rule, by id. */',
    'export const CATALOGUE: readonly Rule<ZodObject>[] = [',
    ...ids.map((id) => `  ${name(id)},`),
    '];',
    '',
  ].join('\n');
}
