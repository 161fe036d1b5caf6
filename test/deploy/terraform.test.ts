import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { at, ofType, resourcesOf } from '../../deploy/cdk/checks/template.ts';
import { createApp } from '../../deploy/cdk/lib/deployment.ts';
import { ForwardStack } from '../../deploy/cdk/lib/forward.ts';
import { loadSettings } from '../../deploy/cdk/lib/settings.ts';
import { spokePolicy } from '../../deploy/cdk/lib/spoke.ts';
import { SOURCES } from '../../src/actions/provision/pattern.ts';
import { RETRIES, RULE_STATE, TARGET_ID } from '../../src/actions/provision/rule.ts';

const FOLDER = 'deploy/terraform';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.tf'));
const read = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');
/** White space aside: its form is what `terraform fmt` is for. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('the Terraform module', () => {
  const forward = flat(read('forward.tf'));

  it('makes the rule that provision and CDK make', () => {
    expect(forward).toContain(`state = "${RULE_STATE}"`);
    const issued = `jsonencode({ source = [${SOURCES.map((source) => `"${source}"`).join(', ')}] })`;
    const pattern = `jsonencode(jsondecode(file("\${path.module}/../watch-pattern.json")))`;
    expect(forward).toContain(`event_pattern = var.watch ? ${pattern} : ${issued}`);
    expect(forward).toContain(`target_id = "${TARGET_ID}"`);
    expect(forward).toContain(`maximum_event_age_in_seconds = ${RETRIES.MaximumEventAgeInSeconds}`);
    expect(forward).toContain(`maximum_retry_attempts = ${RETRIES.MaximumRetryAttempts}`);
    expect(forward).toContain('dead_letter_config { arn = aws_sqs_queue.undelivered[0].arn }');
  });

  it('opens role and queue for that rule alone, over TLS', () => {
    expect(forward).toContain('StringEquals = { "aws:SourceAccount" = local.account }');
    expect(forward.match(/ArnEquals = \{ "aws:SourceArn" = local\.rule \}/g)).toHaveLength(2);
    expect(forward).toContain('"aws:SecureTransport" = "false"');
    expect(forward).toContain('sqs_managed_sse_enabled = true');
    expect(forward).toContain('Action = "events:PutEvents", Resource = local.bus');
    expect(forward).not.toMatch(/Resource = "\*"/);
  });

  it('makes a spoke for the hub’s role alone, with an external id and the one policy', () => {
    const spoke = flat(read('spoke.tf'));
    expect(spoke.match(/Principal = \{ AWS = local\.hub_role \}/g)).toHaveLength(2);
    expect(spoke).toContain('Action = "sts:SetSourceIdentity" }');
    expect(spoke).toContain('StringEquals = { "sts:ExternalId" = var.external_id }');
    for (const name of ['spoke-policy', 'spoke-only-tagged']) {
      expect(spoke).toContain(`file("\${path.module}/../${name}.json")`);
    }
    expect(spoke).toContain(': denial if var.spoke_only_tagged]');
    const named = /spoke_by_name = \{ Sid = "(\w+)" Effect = "(\w+)" Action = (\[[^\]]*\])/.exec(spoke);
    const [, Sid, Effect, actions = '[]'] = named ?? [];
    const Action = expect.arrayContaining(JSON.parse(actions));
    const asked = { onlyTagged: false, protected: ['role/break-glass/*'] };
    const Resource = ['arn:aws:iam::*:role/break-glass/*'];
    const statements = expect.arrayContaining([{ Sid, Effect, Action, Resource }]);
    expect(spokePolicy('aws', asked)).toMatchObject({ Statement: statements });
    expect(flat(read('variables.tf'))).toMatch(/variable "external_id" \{[^}]*sensitive = true/);
    expect(flat(read('main.tf'))).toContain(
      `hub_role = "arn:\${local.partition}:iam::\${var.hub_account}:role/rolewarden-hub"`,
    );
  });

  describe('alarms', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rolewarden-terraform-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const app = createApp(folder);
    const silentHours = { 'us-east-1': 6 };
    new ForwardStack(app, 'forward', { ...loadSettings('deploy/cdk/config/example.json'), silentHours });
    const [stack] = app.synth().stacks;
    const wanted = ofType(resourcesOf(stack?.template), 'AWS::CloudWatch::Alarm');
    const alarms = flat(read('alarms.tf'));
    /** As Terraform writes it; the hours stand in a variable there. */
    const written = (value: unknown) =>
      value === 6
        ? 'var.alarm_silent_hours'
        : JSON.stringify(value).replace(' 6 hours', ` \${var.alarm_silent_hours} hours`);

    it('are those of the CDK’s forwarding stack', () => {
      expect(wanted.map(({ properties }) => at(properties, 'AlarmName'))).toEqual([
        'rolewarden-undelivered',
        'rolewarden-rule-failed',
        'rolewarden-rule-silent',
      ]);
      for (const { properties } of wanted) {
        const value = (key: string) => written(at(properties, key));
        expect(alarms).toContain(
          [
            `alarm_name = ${value('AlarmName')}`,
            `alarm_description = ${value('AlarmDescription')}`,
            `namespace = ${value('Namespace')}`,
            `metric_name = ${value('MetricName')}`,
            '',
          ].join(' '),
        );
        expect(alarms).toContain(
          [
            `statistic = ${value('Statistic')}`,
            `period = ${value('Period')}`,
            `evaluation_periods = ${value('EvaluationPeriods')}`,
            `threshold = ${value('Threshold')}`,
            `comparison_operator = ${value('ComparisonOperator')}`,
            `treat_missing_data = ${value('TreatMissingData')}`,
            'alarm_actions = local.alarms ok_actions = local.alarms',
          ].join(' '),
        );
      }
    });

    it('tell of silence where it is asked for, and take silence for it', () => {
      expect(alarms).toContain('count = var.forward && var.alarm_silent_hours != null ? 1 : 0');
      expect(alarms).toMatch(
        /metric_name = "MatchedEvents" [^#]*comparison_operator = "LessThanThreshold" treat_missing_data = "breaching"/,
      );
    });

    it('may be told by CloudWatch of this account alone, over TLS', () => {
      expect(alarms).toContain('Principal = { Service = "cloudwatch.amazonaws.com" }');
      expect(alarms).toContain('StringEquals = { "aws:SourceAccount" = local.account }');
      expect(alarms).toContain('"aws:SecureTransport" = "false"');
    });
  });

  it('describes every variable and output', () => {
    const all = flat(files.map(read).join('\n')).matchAll(/(?:variable|output) "\w+" (\{ \w+)/g);
    expect(new Set([...all].map(([, begins]) => begins))).toEqual(new Set(['{ description']));
  });

  it('has the form that terraform fmt gives, where terraform is', ({ skip }) => {
    const found = spawnSync('terraform', ['fmt', '-check', '-diff', FOLDER], { encoding: 'utf8' });
    if (found.error !== undefined) skip('terraform is not installed: the form was not checked, the text was');
    expect(found.stdout).toBe('');
    expect(found.status).toBe(0);
  });
});

describe('the spoke policy', () => {
  const policy = spokePolicy('aws');

  it('is what docs/acting.md shows', () => {
    const blocks = [...readFileSync('docs/acting.md', 'utf8').matchAll(/```json\n([\s\S]*?)```/g)];
    const shown = blocks.map(([, json = '']): unknown => JSON.parse(json));
    expect(shown).toContainEqual(policy);
    const tagged: unknown = JSON.parse(readFileSync('deploy/spoke-only-tagged.json', 'utf8'));
    expect(shown).toContainEqual(tagged);
    const asked = { onlyTagged: true, protected: [] };
    expect(spokePolicy('aws', asked)).toMatchObject({ Statement: expect.arrayContaining([tagged]) });
  });

  it('writes on nothing that is protected, whatever a worker believes', () => {
    const denied = { Sid: 'Protected', Effect: 'Deny', Action: ['iam:PutRolePolicy', 'iam:PutUserPolicy'] };
    expect(policy).toMatchObject({ Statement: expect.arrayContaining([expect.objectContaining(denied)]) });
  });

  it('is moved to other partitions as a whole', () => {
    const asked = { onlyTagged: true, protected: ['user/emergency'] };
    expect(JSON.stringify(spokePolicy('aws-cn', asked))).not.toContain('arn:aws:');
  });
});
