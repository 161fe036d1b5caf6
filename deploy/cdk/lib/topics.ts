import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { NAMES, placesOf } from './names.ts';
import type { Settings } from './settings.ts';

/** The topics: `alerts` for findings, `alarms` for faults of Rolewarden itself. */
export interface Topics {
  readonly alerts: Topic;
  readonly alarms: Topic;
}

/** Creates both, encrypted with the key, with the subscriptions of the settings. */
export function createTopics(scope: Construct, key: IKey, settings: Settings): Topics {
  const topic = (id: string, topicName: string) => {
    const made = new Topic(scope, id, { topicName, masterKey: key, enforceSSL: true });
    for (const email of settings.emails) made.addSubscription(new EmailSubscription(email));
    return made;
  };
  const topics = { alerts: topic('Alerts', NAMES.alerts), alarms: topic('Alarms', NAMES.alarms) };
  topics.alarms.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topics.alarms.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': settings.account },
        ArnLike: { 'aws:SourceArn': placesOf(settings).alarms },
      },
    }),
  );
  return topics;
}
