import { COMMANDS, usage } from '../src/commands/index.ts';
import { NOTE } from './gen-docs.ts';

/** docs/commands.md: what `--help` says of every command. */
export async function commandsPage(): Promise<string> {
  const sections = await Promise.all(
    COMMANDS.map(async ({ load, name }) => [`## ${name}`, block((await load()).help)]),
  );
  return [
    NOTE,
    '# Commands',
    'What `rolewarden --help` and `rolewarden COMMAND --help` say. `rolewarden --version` prints the version.',
    block(usage()),
    ...sections.flat(),
  ].join('\n\n');
}

function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}
