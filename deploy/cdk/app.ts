import { resolve } from 'node:path';
import { assetsOf } from './lib/assets.ts';
import { createApp, deploy } from './lib/deployment.ts';
import { loadSettings } from './lib/settings.ts';

// `cdk synth`, `cdk deploy`: the settings are named in cdk.json, or with --context settings=FILE.
const here = import.meta.dirname;
const app = createApp();
const named: unknown = app.node.tryGetContext('settings');
const settings = loadSettings(resolve(here, typeof named === 'string' ? named : 'config/settings.json'));
deploy(app, settings, () => assetsOf(resolve(here, '../../dist'), settings.config)).synth();
