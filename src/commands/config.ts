import * as z from 'zod';
import { createApp } from '../app.ts';
import { type Config, configSchema } from '../config/schema.ts';
import { wrongUsage } from '../core/errors.ts';
import type { Log } from '../core/ports/ports.ts';
import { meant } from '../core/text/nearest.ts';
import { encodeText } from '../report/encode.ts';
import { COMMON, COMMON_HELP, defineCommand, findConfig, logAt } from './command.ts';

/** The JSON Schema of the configuration file, for editors. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, { io: 'input' });
  return { ...schema, $id: 'rolewarden.config/1', title: 'Rolewarden configuration' };
}

export const configCommand = defineCommand({
  name: 'config',
  options: COMMON,
  interruptible: true,
  help: `usage: rolewarden config check [options]   every fault at once, with path, value and remedy;
                                           then whether lists and databases can be read
       rolewarden config schema            JSON Schema for editors, on stdout

${COMMON_HELP}`,
  async run({ values, positionals }, surroundings) {
    const [action, ...rest] = positionals;
    if (rest.length > 0 || (action !== 'check' && action !== 'schema')) {
      throw wrongUsage(
        `config takes one word: check or schema${meant(action ?? '', ['check', 'schema'])}`,
        'run `rolewarden config --help`',
      );
    }
    if (action === 'schema') {
      process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
      return 0;
    }
    const { config, source } = findConfig(values.config, surroundings);
    await opened(config, logAt(values['log-level']));
    process.stderr.write(`${encodeText(source)}: no faults\n`);
    return 0;
  },
});

/** Throws ERR_DATABASE or ERR_LIST for a file that other commands could not read either. */
async function opened(config: Config, log: Log): Promise<void> {
  const app = await createApp({ config, log });
  await app.close();
}
