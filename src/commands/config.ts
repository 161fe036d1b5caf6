import { z } from 'zod';
import { configSchema } from '../config/schema.ts';
import { RolewardenError } from '../core/errors.ts';
import { COMMON, COMMON_HELP, type Command, findConfig, parse } from './command.ts';

/** The JSON Schema of the configuration file, for editors. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, { io: 'input' });
  return { ...schema, $id: 'rolewarden.config/1', title: 'Rolewarden configuration' };
}

export const configCommand: Command = {
  help: `usage: rolewarden config check [options]   every fault at once, with path, value and remedy
       rolewarden config schema            JSON Schema for editors, on stdout

${COMMON_HELP}`,
  async run(args, surroundings) {
    const { values, positionals } = parse('config', args, COMMON);
    if (values.help) {
      process.stdout.write(configCommand.help);
      return 0;
    }
    const [action, ...rest] = positionals;
    if (rest.length > 0 || (action !== 'check' && action !== 'schema')) {
      throw new RolewardenError(
        'ERR_USAGE',
        'config takes one word: check or schema',
        'run `rolewarden config --help`',
      );
    }
    if (action === 'schema') {
      process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
      return 0;
    }
    const { source } = findConfig(values.config, surroundings);
    process.stderr.write(`${source}: no faults\n`);
    return 0;
  },
};
