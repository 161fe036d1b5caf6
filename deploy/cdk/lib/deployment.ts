import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Assets } from './assets.ts';
import { ForwardStack } from './forward.ts';
import { HubStack } from './hub.ts';
import { misfitsOf } from './misfits.ts';
import { OrganisationStack } from './organisation.ts';
import type { Settings } from './settings.ts';
import { SpokeStack } from './spoke.ts';

/** An app that reports nothing to AWS. It writes to `outdir`, by default where the command line says. */
export const createApp = (outdir?: string) =>
  new App({ analyticsReporting: false, ...(outdir === undefined ? {} : { outdir }) });

/**
 * Adds all stacks of a deployment to the app. `assets` is called only if there is a function. Throws if the
 * configuration does not fit the deployment.
 */
export function deploy(app: App, settings: Settings, assets: () => Assets): App {
  const faults = misfitsOf(settings);
  if (faults.length > 0) {
    throw new Error(`${settings.config} does not fit this deployment:\n  ${faults.join('\n  ')}`);
  }
  new HubStack(app, settings, settings.compute === 'lambda' ? assets() : undefined);
  if (settings.feed !== 's3') {
    for (const region of settings.forwardRegions) {
      new ForwardStack(app, `rolewarden-forward-${region}`, settings, { account: settings.account, region });
    }
  }
  if (settings.acting) new SpokeStack(app, 'rolewarden-spoke', settings);
  if (settings.organisation !== undefined && (settings.acting || settings.feed !== 's3')) {
    new OrganisationStack(app, settings, settings.organisation);
  }
  Tags.of(app).add('application', 'rolewarden');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
