import { resolve } from 'node:path';
import { RolewardenError } from '../../src/core/errors.ts';
import { assetsOf } from './lib/assets.ts';
import { createApp, deploy } from './lib/deployment.ts';
import { loadSettings } from './lib/settings.ts';

// `cdk synth`, `cdk deploy`: the settings are named in cdk.json, or with --context settings=FILE.
const here = import.meta.dirname;
const app = createApp();
try {
  const named: unknown = app.node.tryGetContext('settings');
  const settings = loadSettings(resolve(here, typeof named === 'string' ? named : 'config/settings.json'));
  deploy(app, settings, () => assetsOf(resolve(here, '../../dist'), settings.config)).synth();
} catch (thrown) {
  // Faults of the settings are told in words alone: a stack trace is for defects of the code.
  const told =
    thrown instanceof RolewardenError ? `${thrown.message}\n  what to do: ${thrown.remedy}` : undefined;
  const plain = thrown instanceof Error && thrown.name === 'Error' ? thrown.message : undefined;
  const words = told ?? plain;
  if (words === undefined) throw thrown;
  process.stderr.write(`rolewarden: ${words}\n`);
  process.exitCode = 1;
}
