import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { createSecurityHubSink } from '../../src/actions/sinks/security-hub.ts';
import { toAsff } from '../../src/report/asff.ts';
import { anAlert } from './an-alert.ts';
import { type AwsStub, listIn, startStub } from './fake-aws.ts';

const HUB = { partition: 'aws', region: 'eu-central-1', accountId: '123456789012' };
const NOW = new Date('2026-03-14T02:20:00Z');
const signal = new AbortController().signal;
let stub: AwsStub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

const clientOf = (endpoint: string) =>
  new SecurityHubClient({ endpoint, region: 'eu-central-1', maxAttempts: 1 });
const sinkOf = (endpoint: string) =>
  createSecurityHubSink({
    name: 'hub',
    client: clientOf(endpoint),
    render: async (alert) => toAsff(alert, HUB, NOW),
  });

describe('the Security Hub sink', () => {
  it('imports a finding that can be read back as it was written', async () => {
    const sink = sinkOf(inject('aws'));
    await sink.send(anAlert(), signal);
    sink.close();
    const { Findings = [] } = await clientOf(inject('aws')).send(new GetFindingsCommand({}));
    const found = Findings.find(({ Id }) => Id === anAlert().finding.id);
    expect(found).toMatchObject({
      Title:
        'CRITICAL 90, revoked, and 41 more: alice -> DeployRole -> ProdAdmin in 444455556666 (AssumeRole)',
      Severity: { Label: 'CRITICAL' },
    });
  });

  it('gathers a hundred a request at most', async () => {
    stub = await startStub(() => ({ body: { FailedCount: 0, SuccessCount: 1, FailedFindings: [] } }));
    const sink = sinkOf(stub.endpoint);
    await Promise.all(Array.from({ length: 130 }, (_, at) => sink.send(anAlert({ id: `f-${at}` }), signal)));
    const sizes = stub.requests.map((request) => listIn(request, 'Findings').length);
    expect(sizes.sort((a, b) => b - a)).toEqual([100, 30]);
  });

  it('tells of the one that was refused, and lets the rest be', async () => {
    const FailedFindings = [{ Id: 'f-1', ErrorCode: 'InvalidInput', ErrorMessage: 'bad' }];
    stub = await startStub(() => ({ body: { FailedCount: 1, SuccessCount: 2, FailedFindings } }));
    const sink = sinkOf(stub.endpoint);
    const results = await Promise.allSettled(
      [0, 1, 2].map((at) => sink.send(anAlert({ id: `f-${at}` }), signal)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({
      reason: { message: 'the sink hub failed: Security Hub refused the finding: InvalidInput: bad' },
    });
    expect(stub.requests).toHaveLength(1);
  });

  it('says what to do where it is not allowed to', async () => {
    const body = { __type: 'AccessDeniedException', Message: 'no' };
    stub = await startStub(() => ({ status: 403, body }));
    await expect(sinkOf(stub.endpoint).send(anAlert(), signal)).rejects.toMatchObject({
      code: 'ERR_SINK',
      remedy: 'allow Rolewarden’s role to write to Security Hub',
    });
  });
});
