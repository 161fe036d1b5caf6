import {
  Aws,
  BootstraplessSynthesizer,
  CfnCondition,
  Duration,
  type Environment,
  Fn,
  Stack,
} from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { createAlarms } from './alarms.ts';
import { aws } from './measures.ts';
import { NAMES, placesOf } from './names.ts';
import { letIn } from './queues.ts';
import { accept } from './reasons.ts';
import { createRule } from './rule.ts';
import { type Settings, watches } from './settings.ts';

/**
 * A region of this account, or of another, that only forwards its events: STS logs a call in the region of its
 * endpoint. The template is the same everywhere; `env` says where it goes, or a stack set does.
 */
export class ForwardStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, env?: Environment) {
    super(scope, id, {
      ...(env === undefined ? {} : { env }),
      description: `Rolewarden: forwards STS and sign-in events to ${settings.region}`,
      synthesizer: new BootstraplessSynthesizer(),
    });
    const { bus, partition } = placesOf(settings);
    const rule = `arn:${partition}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/${NAMES.rule}`;
    const role = new Role(this, 'Forwarder', {
      roleName: `${NAMES.forwarder}-${Aws.REGION}`,
      assumedBy: new ServicePrincipal('events.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnEquals: { 'aws:SourceArn': rule },
      }),
    });
    role.addToPolicy(new PolicyStatement({ sid: 'Bus', actions: ['events:PutEvents'], resources: [bus] }));
    const queue = new Queue(this, 'Undelivered', {
      queueName: NAMES.undelivered,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    accept(queue, 'AwsSolutions-SQS3', 'It is where deliveries end: a person reads it, nothing consumes it.');
    letIn(queue, 'events.amazonaws.com', [rule]);
    createRule(this, 'Rule', {
      arn: bus,
      roleArn: role.roleArn,
      deadLetterArn: queue.queueArn,
      watch: watches(settings),
    }).node.addDependency(role);
    const topic = this.#watch(env === undefined ? [] : settings.emails);
    for (const [region, hours] of Object.entries(settings.silentHours)) this.#silence(region, hours, topic);
  }

  /** Alarms have to be where their metrics are. In other accounts, their owners subscribe to the topic. */
  #watch(emails: readonly string[]): Topic {
    const topic = new Topic(this, 'Alarms', { topicName: NAMES.alarms, enforceSSL: true });
    accept(
      topic,
      'AwsSolutions-SNS2',
      'It carries states of alarms, nothing of an event; a key a region would cost more than it guards.',
    );
    for (const email of emails) topic.addSubscription(new EmailSubscription(email));
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    const depth = { QueueName: NAMES.undelivered };
    createAlarms(
      this,
      [
        {
          name: 'undelivered',
          words: 'EventBridge could not forward events to Rolewarden.',
          metric: aws('AWS/SQS', 'ApproximateNumberOfMessagesVisible', depth, 'Maximum'),
        },
        {
          name: 'rule-failed',
          words: 'EventBridge fails to forward.',
          metric: aws('AWS/Events', 'FailedInvocations', { RuleName: NAMES.rule }, 'Sum'),
        },
      ],
      topic,
    );
    return topic;
  }

  /** An alarm for silence, only for regions that the settings name: many have no events. The template has them all. */
  #silence(region: string, hours: number, topic: Topic): void {
    const place = new Construct(this, `Silence-${region}`);
    const expression = Fn.conditionEquals(Aws.REGION, region);
    const here = new CfnCondition(place, 'Here', { expression });
    const words = `The rule matched nothing in ${hours} hours: trail, rule or bus is off.`;
    const metric = aws('AWS/Events', 'MatchedEvents', { RuleName: NAMES.rule }, 'Sum', 60);
    const wanted = { name: 'rule-silent', words, metric, below: 1, periods: hours };
    for (const { node } of createAlarms(place, [wanted], topic)) {
      if (node.defaultChild instanceof CfnAlarm) node.defaultChild.cfnOptions.condition = here;
    }
  }
}
