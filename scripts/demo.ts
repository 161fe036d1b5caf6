/** `npm run demo`: builds, then replays a shipped scenario through the built command line. */
import { spawnSync } from 'node:child_process';

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run('npm', ['run', '--silent', 'build']);
const scenario = 'fixtures/scenarios/stolen-instance-credentials/events.jsonl';
process.stderr.write(`\n$ rolewarden replay ${scenario} --config fixtures/scenarios/rolewarden.yaml\n\n`);
run(process.execPath, [
  'dist/run/cli.js',
  'replay',
  scenario,
  '--config',
  'fixtures/scenarios/rolewarden.yaml',
]);
