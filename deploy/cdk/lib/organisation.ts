import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, CfnStackSet, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ForwardStack } from './forward.ts';
import { EXTERNAL_ID_FORM } from './names.ts';
import type { Settings } from './settings.ts';
import { SpokeStack } from './spoke.ts';

type Organisation = NonNullable<Settings['organisation']>;

/** Stack sets for present and future member accounts: forwarding in every region, and, to act, the spoke role. */
export class OrganisationStack extends Stack {
  constructor(scope: Construct, settings: Settings, organisation: Organisation) {
    const { account, region } = settings;
    super(scope, 'rolewarden-organisation', {
      env: { account, region },
      description: 'Rolewarden: forwarding and spoke roles of the organisation, as stack sets',
    });
    const forward = templateOf((app) => new ForwardStack(app, 'forward', settings));
    const regions = [region, ...settings.forwardRegions];
    this.#stackSet('rolewarden-forward', forward, regions, organisation);
    if (!settings.acting) return;
    const externalId = new CfnParameter(this, 'ExternalId', { noEcho: true, ...EXTERNAL_ID_FORM });
    const spoke = templateOf((app) => new SpokeStack(app, 'spoke', settings));
    this.#stackSet('rolewarden-spoke', spoke, [region], organisation, externalId);
  }

  #stackSet(
    name: string,
    template: string,
    regions: string[],
    { caller, units }: Organisation,
    id?: CfnParameter,
  ): void {
    // without the hub's account, which has stacks of its own with the same names
    const others = { accountFilterType: 'DIFFERENCE', accounts: [this.account] };
    new CfnStackSet(this, name, {
      stackSetName: name,
      permissionModel: 'SERVICE_MANAGED',
      callAs: caller,
      capabilities: ['CAPABILITY_NAMED_IAM'],
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      managedExecution: { Active: true },
      operationPreferences: {
        failureTolerancePercentage: 10,
        maxConcurrentPercentage: 25,
        regionConcurrencyType: 'PARALLEL',
      },
      stackInstancesGroup: [{ deploymentTargets: { organizationalUnitIds: units, ...others }, regions }],
      templateBody: template,
      ...(id === undefined
        ? {}
        : { parameters: [{ parameterKey: 'ExternalId', parameterValue: id.valueAsString }] }),
    });
  }
}

/** The template of a stack as text, which stack sets take. Made in an app of its own, in a folder that is removed. */
function templateOf(make: (app: App) => Stack): string {
  const outdir = mkdtempSync(join(tmpdir(), 'rolewarden-template-'));
  try {
    const app = new App({ analyticsReporting: false, autoSynth: false, outdir });
    const stack = make(app);
    const template: unknown = app.synth().getStackByName(stack.stackName).template;
    return JSON.stringify(template);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
