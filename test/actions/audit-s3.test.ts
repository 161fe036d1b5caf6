import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type AuditRecord, createAudit } from '../../src/actions/audit/audit.ts';
import { auditedTarget } from '../../src/actions/audit/read.ts';
import { auditPlace } from '../../src/effects/audits.ts';
import { startFaults } from '../support/aws-faults.ts';

const ARN = 'arn:aws:iam::111122223333:role/deploy';
const RECORD: AuditRecord = {
  schema: 'rolewarden.audit/1',
  actionId: '0123456789abcdef',
  action: 'revoke',
  at: '2026-06-01T12:00:30.000Z',
  decidedBy: 'rolewarden (auto)',
  target: { kind: 'role', accountId: '111122223333', name: 'deploy', arn: ARN },
  findingId: 'f',
  score: 95,
  signals: [],
  events: ['e'],
  policyName: 'rolewarden-0123456789abcdef',
  document: '{}',
  policiesBefore: [],
  undo: 'rolewarden undo 0123456789abcdef',
  version: '0.1.0',
  configHash: 'c',
};
const bucket = `audit-${randomUUID()}`;
let s3: S3Client;

beforeAll(async () => {
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  s3 = new S3Client({ endpoint: inject('aws'), region: 'us-east-1', credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
});
afterAll(() => s3.destroy());

const place = (prefix: string, endpoint = inject('aws')) =>
  auditPlace(`s3://${bucket}/${prefix}`, { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: endpoint });
const keys = async (prefix: string) => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/` }));
  return Contents.map(({ Key = '' }) => Key.slice(prefix.length + 1));
};

describe('audit records in S3', () => {
  it('are tried without a word of the SDK on stderr', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await place('probed').probe();
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
    expect(await keys('probed')).toEqual(['probe']);
  });

  it('are written once, whoever else tries, and never over', async () => {
    const audit = createAudit(place('once'));
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, n) => audit.before({ ...RECORD, at: `${n}` })),
    );
    expect(all.filter((how) => how === 'written')).toHaveLength(1);
    const text = async () => {
      const key = 'once/revoke-0123456789abcdef.json';
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Body?.transformToString();
    };
    const kept = await text();
    expect(await audit.before({ ...RECORD, at: 'later' })).toBe('found');
    expect(await text()).toBe(kept);
    await expect(audit.before({ ...RECORD, document: '{"another":1}' })).rejects.toThrow(/another document/);
  });

  it('have their outcomes beside them, and say what they were about', async () => {
    const audit = createAudit(place('about'));
    await audit.before(RECORD);
    const outcome = { schema: 'rolewarden.audit-outcome/1', actionId: RECORD.actionId } as const;
    const applied = { ...outcome, at: '2026-06-01T12:00:31.000Z', outcome: 'applied', detail: 'd' };
    await audit.after(applied);
    await audit.after(applied);
    await audit.after({ ...applied, at: '2026-06-01T12:00:36.000Z', outcome: 'verified' });
    expect(await keys('about')).toHaveLength(3);
    expect(await auditedTarget(place('about'), RECORD.actionId)).toBe(ARN);
    expect(await auditedTarget(place('about'), 'fedcba9876543210')).toBeUndefined();
  });

  it('that were written though the answer was lost are found by the retry', async () => {
    const faults = await startFaults(inject('aws'));
    faults.use(({ n }) => (n === 1 ? 'then-reset' : undefined));
    expect(await createAudit(place('lost', faults.url)).before(RECORD)).toBe('found');
    await faults.close();
    expect(await keys('lost')).toEqual(['revoke-0123456789abcdef.json']);
  });

  it('have the kill switch among them: the latest counts', async () => {
    const audit = createAudit(place('switch'));
    expect(await audit.switched()).toBeUndefined();
    await audit.before(RECORD);
    await audit.switch({ pulled: true, by: 'carol' });
    expect(await audit.switched()).toEqual({ pulled: true, by: 'carol' });
    await audit.switch({ pulled: false, by: 'dana' });
    expect(await audit.switched()).toEqual({ pulled: false, by: 'dana' });
    expect(await keys('switch')).toHaveLength(3);
  });

  it('say who undid last, whatever else lies there, and nothing while that cannot be asked', async () => {
    const faults = await startFaults(inject('aws'));
    const audit = createAudit(place('undone', faults.url));
    const undo = { ...RECORD, action: 'undo' } as const;
    await audit.before({ ...undo, decidedBy: 'carol' });
    await audit.before({ ...undo, decidedBy: 'dana', at: '2026-06-01T13:00:00.000Z' });
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: `undone/undo-${RECORD.actionId}-z.txt`, Body: 'x' }),
    );
    const by = async () => (await audit.undone(RECORD.actionId))?.by;
    expect(await by()).toBe('dana');
    faults.use(({ action }) => (action.includes('list-type') ? 'denied' : undefined));
    expect(await by()).toBe('carol');
    faults.use(() => 'denied');
    expect(await by()).toBeUndefined();
    faults.use(() => '503');
    await expect(by()).rejects.toMatchObject({ code: 'ERR_AUDIT' });
    faults.use(() => undefined);
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: `undone/undo-${RECORD.actionId}-9.json`, Body: '{"at"' }),
    );
    expect(await by()).toBe('carol');
    await faults.close();
  }, 60_000);

  it('that cannot be written stop the action, with the place and what to do', async () => {
    const nowhere = auditPlace(`s3://${bucket}-gone/x`, {
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: inject('aws'),
    });
    await expect(createAudit(nowhere).before(RECORD)).rejects.toMatchObject({
      code: 'ERR_AUDIT',
      message: expect.stringContaining(`s3://${bucket}-gone/x`),
    });
    await expect(nowhere.probe()).rejects.toThrow();
    await place('probe').probe();
    await place('probe').probe();
  });
});
