import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config/load.ts';
import { NAMES, placesOf } from './names.ts';
import type { Settings } from './settings.ts';

/** Folders that become the function and its layer. */
export interface Assets {
  readonly code: string;
  readonly layer: string;
}

/** `npm run bundle` makes dist/lambda and dist/layer; the function also gets the configuration, beside the code. */
export function assetsOf(dist: string, config: string): Assets {
  const [bundle, layer] = [join(dist, 'lambda'), join(dist, 'layer')];
  if (!existsSync(join(bundle, 'index.mjs')) || !existsSync(layer)) {
    throw new Error(`${bundle}/index.mjs or ${layer} is missing: run \`npm run bundle\` first`);
  }
  const code = join(dist, 'function');
  rmSync(code, { recursive: true, force: true });
  mkdirSync(code);
  for (const name of readdirSync(bundle)) copyFileSync(join(bundle, name), join(code, name));
  copyFileSync(config, join(code, 'rolewarden.yaml'));
  return { code, layer };
}

/** What in the configuration does not fit what is deployed, in words; none is as it should be. */
export function misfitsOf(settings: Settings): readonly string[] {
  const config = loadConfig(settings.config);
  const places = placesOf(settings);
  const { mode, accounts, audit, spoke, trusted } = config.revocation;
  const acts = [mode, ...Object.values(accounts)].some((each) => each === 'confirm' || each === 'auto');
  const faults: string[] = [];
  const expect = (good: boolean, fault: string) => {
    if (!good) faults.push(fault);
  };
  expect(config.store.url === `\${env:ROLEWARDEN_REDIS}`, `store.url must be "\${env:ROLEWARDEN_REDIS}"`);
  expect(
    config.alerts.some((sink) => sink.type === 'sns' && sink.topic === places.alerts),
    `alerts must hold an sns sink with the topic ${places.alerts}`,
  );
  expect(
    config.quarantine.type === 'sqs' && config.quarantine.queue === places.quarantineUrl,
    `quarantine must be of type sqs, with the queue ${places.quarantineUrl}`,
  );
  expect(!acts || settings.acting, 'revocation.mode acts, and acting is false in the settings: it could not');
  expect(!acts || audit.folder === '/mnt/audit', 'revocation.audit.folder must be /mnt/audit, which is kept');
  expect(
    spoke === undefined || spoke.roleArn.endsWith(`:role/${NAMES.spoke}`),
    `revocation.spoke.roleArn must end in :role/${NAMES.spoke}`,
  );
  const source = sourceOf(settings);
  expect(!acts || trusted.includes(source), `revocation.trusted must hold ${source}`);
  return faults;
}

/** What `revocation.trusted` calls the source of a feed. */
function sourceOf(settings: Settings): string {
  const { events, stream } = placesOf(settings);
  if (settings.feed === 'direct') return 'events.amazonaws.com';
  return settings.feed === 'kinesis' ? stream : events;
}
