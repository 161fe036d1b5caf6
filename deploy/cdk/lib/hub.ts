import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Assets } from './assets.ts';
import { createDashboard } from './dashboard.ts';
import { createFeed, createRules } from './feed.ts';
import { createFunction, VISIBILITY } from './function.ts';
import { createGround } from './ground.ts';
import { connect } from './intake.ts';
import { CONSUMER_VISIBILITY, createService } from './service.ts';
import type { Settings } from './settings.ts';
import { watch } from './watch.ts';

/** Everything in the home region: feed, function or service, store, topics, alarms. */
export class HubStack extends Stack {
  constructor(scope: Construct, settings: Settings, assets: Assets | undefined) {
    const { account, region } = settings;
    super(scope, 'rolewarden-hub', {
      env: { account, region },
      description: 'Rolewarden: scores STS and sign-in events, alerts, and ends sessions where it may',
      terminationProtection: true,
    });
    const ground = createGround(this, settings);
    const feed = createFeed(this, ground, settings, assets === undefined ? CONSUMER_VISIBILITY : VISIBILITY);
    const worker = assets === undefined ? undefined : createFunction(this, ground, assets, settings);
    const mapping = worker === undefined ? undefined : connect(worker, feed, ground, settings);
    const service = worker === undefined ? createService(this, ground, feed, settings) : undefined;
    createRules(this, ground, feed, settings, worker);
    createDashboard(this, watch(this, { ground, feed, worker, mapping, service }, settings), feed, settings);
    new CfnOutput(this, 'HubRole', { value: ground.role.roleArn, description: 'Whom the spoke roles trust' });
    new CfnOutput(this, 'AlertsTopic', { value: ground.topics.alerts.topicArn });
    new CfnOutput(this, 'RedisSecret', { value: ground.redis.secret.secretName });
    new CfnOutput(this, 'RedisPasswordSecret', { value: ground.redis.password.secretName });
    if (ground.signingKey !== undefined) {
      new CfnOutput(this, 'SigningKeySecret', { value: ground.signingKey.secretName });
    }
  }

  /** The first two zones, whatever their names: so synthesis need not ask AWS. */
  override get availabilityZones(): string[] {
    return [0, 1].map((at) => Fn.select(at, Fn.getAzs()));
  }
}
