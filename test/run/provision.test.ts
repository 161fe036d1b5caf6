import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { eventPattern } from '../../src/actions/provision/pattern.ts';
import { type AwsRecorder, startAwsRecorder } from '../support/aws-recorder.ts';
import { CLI } from '../support/cli.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:events';
const DEAD = 'arn:aws:sqs:us-east-1:123456789012:dead';

let aws: AwsRecorder;
beforeAll(async () => {
  aws = await startAwsRecorder(inject('aws'));
});
afterAll(() => aws.close());
beforeEach(() => aws.reset());

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not spawnSync: the recorder lives in this process. `interrupt` sends Ctrl-C once the first call is there. */
async function run(args: readonly string[], interrupt = false): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, AWS_ENDPOINT_URL: aws.url },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  if (interrupt) {
    aws.answer(() => {
      child.kill('SIGINT');
      return 'hang';
    });
  }
  const status = await new Promise<number | null>((done) => child.on('close', done));
  return { status, stdout, stderr };
}

const provision = (args: readonly string[], interrupt = false) => run(['provision', ...args], interrupt);

const eventbridge = (name: string, ...more: readonly string[]) =>
  provision(['eventbridge', '--name', name, '--regions', 'us-east-1', ...more]);

const lines = ({ stdout }: Ended) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('rolewarden provision eventbridge', () => {
  it('shows the description of a rule that is not ours, but not as it is: it may be anybody’s', async () => {
    const name = 'rolewarden-cli-hostile';
    const { EventBridgeClient, PutRuleCommand } = await import('@aws-sdk/client-eventbridge');
    const client = new EventBridgeClient({ endpoint: inject('aws'), region: 'us-east-1' });
    const Description = 'theirs \u009b31m\u202egnp';
    await client.send(new PutRuleCommand({ Name: name, EventPattern: '{"source":["a"]}', Description }));
    client.destroy();
    const refused = await eventbridge(name, '--target', QUEUE, '--format', 'json');
    expect(refused.status).toBe(1);
    expect(`${refused.stderr}${refused.stdout}`).toContain('theirs');
    expect(`${refused.stderr}${refused.stdout}`).not.toMatch(/[\u009b\u202e]/);
  });

  const wanted = ['--target', QUEUE, '--dlq', DEAD];

  it('plans, creates, finds nothing to do, and removes', async () => {
    const name = 'rolewarden-cli-whole';
    const dry = await eventbridge(name, ...wanted, '--dry-run');
    expect([dry.status, dry.stdout]).toEqual([0, '']);
    expect(dry.stderr).toContain(`us-east-1: would create (${name})`);
    expect(dry.stderr).toContain('dry run: nothing was changed');
    expect(dry.stderr).toContain(
      'note: no configuration was named or found: the rules are those of `sessions: off`',
    );
    expect(dry.stderr).toContain(`in the policy of ${QUEUE}:`);
    expect(dry.stderr).toContain(
      `"Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:123456789012:rule/${name}"}}`,
    );
    expect(aws.mutations()).toEqual([]);

    const made = await eventbridge(name, ...wanted, '--format', 'json');
    expect(made.status).toBe(0);
    expect(lines(made)).toMatchObject([
      {
        schema: 'rolewarden.provision/1',
        region: 'us-east-1',
        rule: name,
        action: 'create',
        outcome: 'done',
      },
    ]);
    expect(aws.calls.find(({ operation }) => operation === 'PutRule')?.body).toMatchObject({
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      EventPattern: '{"source":["aws.sts","aws.signin","aws.sso"]}',
    });
    expect(aws.mutations()).toEqual(['PutRule', 'PutTargets']);

    aws.reset();
    const again = await eventbridge(name, ...wanted);
    expect([again.status, again.stderr]).toEqual([0, expect.stringContaining(`unchanged (${name})`)]);
    expect(aws.mutations()).toEqual([]);

    const removed = await eventbridge(name, ...wanted, '--remove');
    expect([removed.status, removed.stderr]).toEqual([0, expect.stringContaining('removed, read back')]);
    expect(aws.mutations()).toEqual(['RemoveTargets', 'DeleteRule']);
  });

  it('with sessions: watch, makes a rule that passes changes on, which doctor expects', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rolewarden-watch-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const config = ['--config', join(folder, 'to watch.yaml')];
    writeFileSync(join(folder, 'to watch.yaml'), 'sessions: watch\n');
    const name = 'rolewarden-cli-watch';
    const made = await eventbridge(name, ...wanted, ...config);
    expect(made.stderr).toContain('for aws.sts, aws.signin, aws.sso, and for changes in other services');
    expect(made.stderr).not.toContain('no configuration');
    const put = aws.calls.find(({ operation }) => operation === 'PutRule');
    expect(put?.body).toMatchObject({ EventPattern: eventPattern(true) });

    const doctor = ['doctor', '--regions', 'us-east-1', '--name', name];
    const judged = (await run([...doctor, ...config])).stdout;
    expect(judged).not.toMatch(/^\w+ +rule /m);
    // there are no such queues
    expect(judged).toMatch(/^fail +rule-target +.*does not exist$/m);
    expect(judged).toMatch(/^fail +rule-dlq +.*does not exist$/m);
    const absent = await run(['doctor', '--regions', 'us-east-1', ...config]);
    expect(absent.stdout).toContain(
      `provision eventbridge --target ARN_IN_us-east-1 --regions us-east-1 --config '${config[1]}'\n`,
    );

    const elsewhere = ['--regions', 'eu-west-1', '--target', QUEUE.replace('us-east-1', 'eu-west-1')];
    const { stderr } = await provision(['eventbridge', ...elsewhere, '--dry-run', ...config]);
    expect(stderr).toContain('calls of the global STS endpoint and changes in IAM are logged only there');
  });

  it('exits 1 when AWS refuses, and says what is missing', async () => {
    const refusal = { __type: 'AccessDeniedException', message: 'no' };
    aws.answer(({ operation }) => (operation === 'PutRule' ? { status: 400, body: refusal } : undefined));
    const ended = await eventbridge('rolewarden-cli-denied', ...wanted, '--format', 'json');
    expect(ended.status).toBe(1);
    expect(lines(ended)).toMatchObject([{ action: 'create', outcome: 'failed' }]);
    expect(ended.stderr).toContain('what to do: allow the caller events:PutRule on arn:*:events:us-east-1:*');
    expect(ended.stderr).toContain('1 failed');
  });

  it('says which names nobody watches, and that us-east-1 is missing', async () => {
    const target = 'arn:aws:sqs:eu-west-1:123456789012:events';
    const asked = ['eventbridge', '--name', 'sts', '--target', target, '--regions', 'eu-west-1', '--dry-run'];
    const { stderr } = await provision(asked);
    expect(stderr).toContain('us-east-1 is not among --regions');
    expect(stderr).toContain('no pattern of `self` in the configuration matches sts');
  });

  it('finds us-east-1 in a list with spaces', async () => {
    const bus = 'arn:aws:events:us-east-1:123456789012:event-bus/events';
    const targets = ['--target', bus, '--target-role', 'arn:aws:iam::123456789012:role/deliver'];
    const regions = ['--regions', 'eu-west-1, us-east-1'];
    const { stderr } = await provision(['eventbridge', ...targets, ...regions, '--dry-run']);
    expect(stderr).toContain('2 regions');
    expect(stderr).not.toContain('us-east-1 is not among --regions');
  });

  it('ends with 130 on Ctrl-C, and claims nothing', async () => {
    const args = ['eventbridge', '--target', QUEUE, '--regions', 'us-east-1'];
    const { status, stderr } = await provision(args, true);
    expect(status).toBe(130);
    expect(stderr).toContain('interrupted; a region not named above was not changed');
  });

  it.each([
    [[], 'one word: eventbridge'],
    [['lambda'], 'one word: eventbridge'],
    [['eventbridge', '--regions', 'us-east-1'], 'needs --target'],
    [['eventbridge', '--target', QUEUE], 'needs --regions'],
    [['eventbridge', '--target', QUEUE, '--regions', 'us east'], '--regions cannot hold "us east"'],
    [['eventbridge', '--target', 'x', '--regions', 'us-east-1'], '--target cannot be "x"'],
    [['eventbridge', '--regions', 'us-east-1', '--name', 'a b', '--remove'], '--name cannot be "a b"'],
    [['eventbridge', '--format', 'xml'], '--format cannot be "xml"'],
  ])('%j exits 2 and calls nothing', async (args, words) => {
    const { status, stdout, stderr } = await provision(args);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)]);
    expect(stderr).toContain('what to do:');
    expect(aws.calls).toEqual([]);
  });

  it('tells what the target must allow in its help', async () => {
    const { status, stdout } = await provision(['--help']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('usage: rolewarden provision eventbridge')]);
    expect(stdout).toContain('aws lambda add-permission');
  });
});

describe('who may import src/actions', () => {
  /** Lints a file of one import, at a path, by the rules of this repository. */
  function lint(path: string, from: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'rolewarden-lint-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    copyFileSync('biome.json', join(folder, 'biome.json'));
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), `import { x } from '${from}';\nx();\n`);
    const biome = resolve('node_modules/.bin/biome');
    const { stdout, stderr } = spawnSync(biome, ['lint', '--vcs-enabled=false', path], {
      cwd: folder,
      encoding: 'utf8',
    });
    const said = stdout + stderr;
    expect(said).toContain('Checked 1 file');
    return said;
  }

  it.each([
    ['src/commands/provision.ts', '../actions/provision/run.ts', true],
    ['src/commands/provision.ts', '../actions/ending/apply-intent.ts', false],
    ['src/commands/provision.ts', '../live.ts', false],
    ['src/commands/replay/replay.ts', '../../actions/provision/run.ts', false],
    ['src/commands/baseline/baseline.ts', '../../actions/provision/run.ts', false],
    ['src/run/replay/replay.ts', '../../actions/provision/run.ts', false],
  ])('%s importing %s: %s', (path, from, allowed) => {
    expect(lint(path, from).includes('noRestrictedImports')).toBe(!allowed);
  });
});
