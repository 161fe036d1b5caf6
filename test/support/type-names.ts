import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A file of types: where its names come from, and what is declared in it. */
interface Types {
  readonly from: ReadonlyMap<string, string>;
  readonly exported: ReadonlySet<string>;
  readonly declared: ReadonlyMap<string, string>;
}

const DECLARATION =
  /(?:^|\n)(export )?(?:declare )?(?:interface|type|class|function|const) (\w+)([\s\S]*?)(?=\n(?:export|declare|interface|type|class|function|const) |$)/g;

/** Reads what the compiler wrote, which has one declaration behind the other. */
function typesIn(path: string): Types {
  const text = readFileSync(path, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/'(?!\.)[^'\n]*'/g, "''");
  const from = new Map<string, string>();
  const exported = new Set<string>();
  for (const [, how, names = '', file = ''] of text.matchAll(
    /(import|export) (?:type )?\{([^}]*)\} from '(\.[^']*)'/g,
  )) {
    for (const name of names.split(',').map((one) => one.replace(/^\s*type /, '').trim())) {
      if (name === '') continue;
      from.set(name, normalize(join(dirname(path), file.replace(/\.(ts|js)$/, '.d.ts'))));
      if (how === 'export') exported.add(name);
    }
  }
  const declared = new Map<string, string>();
  for (const [, out, name = '', body = ''] of text.matchAll(DECLARATION)) {
    declared.set(name, (declared.get(name) ?? '') + body);
    if (out !== undefined) exported.add(name);
  }
  return { from, exported, declared };
}

/** Where a name is declared, followed through files that only pass it on. */
function homeOf(path: string, name: string): string | undefined {
  const { declared, from } = typesIn(path);
  const next = from.get(name);
  if (declared.has(name)) return path;
  return next === undefined ? undefined : homeOf(next, name);
}

/** Types that are named in what these modules export, each with who names it, but that none of them exports. */
export function unnamed(modules: readonly string[]): readonly string[] {
  const known = modules.flatMap((path) =>
    [...typesIn(path).exported].map((name) => ({ name, home: homeOf(path, name) })),
  );
  const names = new Set(known.map(({ home, name }) => `${home} ${name}`));
  const missing = known.flatMap(({ home = '', name }) => {
    if (home === '') return [];
    const { declared, from } = typesIn(home);
    const words = new Set(declared.get(name)?.match(/\b[A-Z]\w*[a-z]\w*\b/g));
    const ours = [...words].filter((word) => word !== name && (declared.has(word) || from.has(word)));
    return ours
      .filter((word) => !names.has(`${homeOf(home, word)} ${word}`))
      .map((word) => `${word} of ${name}`);
  });
  return [...new Set(missing)].sort();
}
