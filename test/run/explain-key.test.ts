import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Finding } from '../../src/core/finding/finding.ts';
import { aFinding } from '../report/a-finding.ts';
import { type ActingLab, actingLab, issued } from '../support/acting-lab.ts';
import { command } from '../support/cli.ts';

const RECORDING = 'fixtures/scenarios/chain-to-data/events.jsonl';
const CONFIG = ['--config', 'fixtures/scenarios/rolewarden.yaml'];
const folder = mkdtempSync(join(tmpdir(), 'rolewarden-key-'));
let lab: ActingLab;
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await lab.close();
});

const BIRTH = { reputation: 0, timing: 0, behaviour: 0 };
const STRANGE = 'ASIAZZZZZZZZZZZZZZZZ';

describe('explain by an access key id, as another detector names it', () => {
  it('tells the highest finding of recordings, or of a file, and names the others', async () => {
    const written = await command(['replay', RECORDING, ...CONFIG, '--format', 'ndjson', '--min-score', '0']);
    const path = join(folder, 'findings.ndjson');
    writeFileSync(path, written.stdout);
    const lines = written.stdout.trim().split('\n');
    const findings = lines.map((line): Finding => JSON.parse(line));
    const top = findings.reduce((best, one) => (one.score > best.score ? one : best));
    const key = top.session?.accessKeyId ?? '';
    expect(key).toMatch(/^ASIA/);
    const told = await command(['explain', key, RECORDING, ...CONFIG]);
    expect(told.stdout).toContain(top.id);
    expect(told.stdout).toContain('What happened');
    const others = findings.filter((one) => one !== top && JSON.stringify(one).includes(key));
    for (const { id, score } of others) expect(told.stderr).toContain(`${id} (${score})`);
    expect(others.length === 0 || told.stderr.includes('this is the highest')).toBe(true);
    expect((await command(['explain', key, '--findings', path])).stdout).toBe(
      (await command(['explain', top.id, '--findings', path])).stdout,
    );
  });

  it('says where the events of a key are if no finding names it', async () => {
    const { code, stderr } = await command(['explain', STRANGE, RECORDING, ...CONFIG]);
    expect(code).toBe('ERR_USAGE');
    expect(stderr).toMatch(/^none of \d+ findings is about the access key ASIAZ+\n/);
    expect(stderr).toContain(`AttributeKey=AccessKeyId,AttributeValue=${STRANGE}`);
  });

  it('finds what a store keeps about the session, and about those it asked for', async () => {
    const target = await lab.iam.role('explain-key');
    const finding = {
      ...aFinding(),
      id: randomUUID(),
      time: new Date().toISOString(),
      level: 'high' as const,
    };
    await lab.link.findings.keep([finding]);
    const parent = issued(target, 'parent');
    const child = issued(target, 'child', parent.accessKeyId);
    const born = { ...child, birth: { ...BIRTH, finding: finding.id } };
    await lab.link.store.learn({ sightings: [], sessions: [parent, born] });
    const byId = await lab.run(`explain ${finding.id}`);
    expect(byId.stdout).toContain('What happened');
    expect((await lab.run(`explain ${child.accessKeyId}`)).stdout).toBe(byId.stdout);
    expect((await lab.run(`explain ${parent.accessKeyId}`)).stdout).toBe(byId.stdout);
    const later = { ...issued(target, 'later'), ancestors: [born] };
    await lab.link.store.learn({ sightings: [], sessions: [later] });
    expect((await lab.run(`explain ${later.accessKeyId}`)).stdout).toBe(byId.stdout);
    const none = await lab.run(`explain ${STRANGE}`);
    expect(none.stderr).toContain(
      `the store keeps no finding about a session of, or with, the access key ${STRANGE}`,
    );
    expect(none.stderr).toContain('aws cloudtrail lookup-events');
  });

  it('says of a long-term key that a store finds nothing by it, and finds what a recording says of it', async () => {
    const target = await lab.iam.role('explain-long-term');
    const key = 'AKIAZZZZZZZZZZZZZZZZ';
    const finding = {
      ...aFinding(),
      id: randomUUID(),
      time: new Date().toISOString(),
      level: 'high' as const,
    };
    await lab.link.findings.keep([finding]);
    const born = { ...issued(target, 'by-user', key), birth: { ...BIRTH, finding: finding.id } };
    await lab.link.store.learn({ sightings: [], sessions: [born] });
    const { status, stderr } = await lab.run(`explain ${key}`);
    expect(status).toBe('ERR_USAGE');
    expect(stderr).not.toContain('keeps no finding');
    expect(stderr).toContain(`${key} is a long-term key: a store finds sessions by their own keys (ASIA...)`);
    expect(stderr).toContain(`AttributeValue=${key}`);
    const path = join(folder, 'long-term.ndjson');
    writeFileSync(path, `${JSON.stringify({ ...finding, summary: `deactivate ${key}` })}\n`);
    expect((await command(['explain', key, '--findings', path])).stdout).toContain(finding.id);
  });

  it('says of a finding that another version wrote that it is there, but cannot be told', async () => {
    const target = await lab.iam.role('explain-other');
    // no score of this version
    const finding = { ...aFinding(), id: randomUUID(), time: new Date().toISOString(), score: 70.5 };
    await lab.link.findings.keep([{ ...finding, level: 'high' }]);
    const born = issued(target, 'other');
    const sessions = [{ ...born, birth: { ...BIRTH, finding: finding.id } }];
    await lab.link.store.learn({ sightings: [], sessions });
    for (const id of [finding.id, finding.id.slice(0, 13), born.accessKeyId]) {
      const { status, stderr } = await lab.run(`explain ${id}`);
      expect([status, stderr]).toEqual([
        'ERR_USAGE',
        expect.stringContaining('was written by another version'),
      ]);
      expect(stderr).toContain(`rolewarden explain ${finding.id} PATH`);
    }
  });
});
