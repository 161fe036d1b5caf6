import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assetsOf } from '../../deploy/cdk/lib/assets.ts';
import { createApp, deploy } from '../../deploy/cdk/lib/deployment.ts';
import { sourceOf } from '../../deploy/cdk/lib/misfits.ts';
import { loadSettings, parseSettings, type Settings } from '../../deploy/cdk/lib/settings.ts';

const EXAMPLE = 'deploy/cdk/config/example.json';

/** The example deployment with some settings changed, checked as a file would be. */
export function settingsWith(changes: Readonly<Record<string, unknown>>): Settings {
  const written: unknown = JSON.parse(readFileSync(EXAMPLE, 'utf8'));
  const example = loadSettings(EXAMPLE);
  const merged: Readonly<Record<string, unknown>> = {
    ...Object(written),
    config: example.config,
    ...changes,
  };
  return parseSettings(merged, 'the test');
}

/** The configuration names what is in the region, and trusts the feed. */
export function movedTo(folder: string, settings: Settings, from = 'eu-central-1'): Settings {
  const config = join(folder, `rolewarden-${settings.region}-${settings.feed}.yaml`);
  const text = readFileSync(settings.config, 'utf8').replaceAll(from, settings.region);
  writeFileSync(config, text.replace(/- arn:aws:sqs:\S+:rolewarden-events/, `- ${sourceOf(settings)}`));
  return { ...settings, config };
}

/** A bundle that has the files of a bundle, and nothing else; and where to put what is made. */
export function workshop() {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-deploy-'));
  const dist = join(folder, 'dist');
  mkdirSync(join(dist, 'lambda'), { recursive: true });
  mkdirSync(join(dist, 'layer/rolewarden'), { recursive: true });
  writeFileSync(join(dist, 'lambda/index.mjs'), 'export const handler = async () => ({});\n');
  cpSync('LICENSE', join(dist, 'layer/rolewarden/country.mmdb'));
  return { folder, dist, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Every stack's template by its name. cdk-nag runs with it: a finding without a reason throws. */
export function templatesOf(
  settings: Settings,
  { dist, folder }: { readonly dist: string; readonly folder: string },
): Readonly<Record<string, unknown>> {
  const app = createApp(mkdtempSync(join(folder, 'out-')));
  deploy(app, settings, () => assetsOf(dist, settings.config));
  return Object.fromEntries(app.synth().stacks.map((stack) => [stack.stackName, stack.template]));
}

const TRAIL = {
  bucket: 'example-trail',
  account: '444455556666',
  topic: 'arn:aws:sns:eu-central-1:444455556666:example-trail',
  key: 'arn:aws:kms:eu-central-1:444455556666:key/00000000-0000-4000-8000-000000000000',
};
const IMAGE = { repository: 'rolewarden', version: '0.1.0' };

/** The shapes that are tested: every feed, every compute, both ways out, acting and not. */
export const SHAPES = {
  recommended: {},
  acting: { acting: true, operators: ['arn:aws:iam::111122223333:role/team/incident-response'] },
  'kinesis to lambda': { feed: 'kinesis', acting: true },
  direct: { feed: 'direct' },
  'no way out': { egress: 'endpoints' },
  'alone, in us-east-1': {
    region: 'us-east-1',
    forwardRegions: [],
    organisation: undefined,
    egress: 'endpoints',
  },
  's3 notices': { feed: 's3', forwardRegions: [], trail: TRAIL },
  's3 notices to ecs': { compute: 'ecs', feed: 's3', forwardRegions: [], trail: TRAIL, image: IMAGE },
  ecs: { compute: 'ecs', acting: true, image: IMAGE },
  'kinesis to ecs': {
    compute: 'ecs',
    feed: 'kinesis',
    egress: 'endpoints',
    image: { repository: 'rolewarden', version: `sha256:${'0'.repeat(64)}` },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, unknown>>>>;
