import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { user } from '../../scripts/callers.ts';
import { assumeRole } from '../../scripts/records.ts';
import { createStage } from '../../scripts/scenarios/stage.ts';
import { createLog } from '../../src/run/log.ts';
import { readSource } from '../../src/run/replay/reading.ts';
import { A } from '../support/chain.ts';
import { watched } from '../support/watched.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-reading-'));
afterAll(() => rmSync(folder, { recursive: true }));

const stage = createStage(1);
const sts = assumeRole({
  at: '2026-03-02T09:00:00Z',
  by: user(A, 'dave'),
  from: '192.0.2.1',
  account: A,
  role: { account: A, name: 'R' },
  session: 's',
});
const others = [
  watched(stage, 's3:ListBuckets', null),
  watched(stage, 's3:ListBuckets', null, { by: user(A, 'dave') }),
  watched(stage, 'sqs:PurgeQueue', { queueUrl: 'q' }, { by: user(A, 'dave') }),
];
const FIELDS = ['eventTime', 'eventName', 'userIdentity', 'eventID'];
const records = [sts, ...others].flatMap((record) => [
  record,
  ...FIELDS.map((field) => ({ ...record, [field]: undefined })),
]);

async function readAs(layout: string, watch: boolean) {
  const path = join(folder, 'trail.json');
  writeFileSync(path, layout);
  const desk = { how: { watch, separate: false }, now: Date.now(), log: createLog('silent') };
  const parts = [];
  for await (const part of readSource(desk, { kind: 'file', path, named: true })) parts.push(part);
  return parts;
}

describe('what a file counts', () => {
  it.each([false, true])('does not depend on how it is printed (sessions: watch: %s)', async (watch) => {
    const compact = JSON.stringify({ Records: records });
    const spaced = compact.replace(/"(\w+)":/g, '"$1" : ');
    const cannotPass = compact.replace('},{', '},,{');
    const read = await readAs(compact, watch);
    expect(await readAs(spaced, watch)).toEqual(read);
    expect(await readAs(cannotPass, watch)).toEqual(read);
    const [{ counts, events } = { counts: undefined, events: [] }] = read;
    expect(counts?.records).toBe(20);
    expect(events.length).toBe(watch ? 6 : 2);
  });
});
