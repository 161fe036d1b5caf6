import { chmod, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AuditRecord, createAudit } from '../../src/actions/audit/audit.ts';
import { createAuditFolder } from '../../src/actions/audit/folder.ts';
import { auditedAt, auditedOrder, auditedTarget } from '../../src/actions/audit/read.ts';

const RECORD: AuditRecord = {
  schema: 'rolewarden.audit/1',
  actionId: '0123456789abcdef',
  action: 'revoke',
  at: '2026-06-01T12:00:30.000Z',
  decidedBy: 'rolewarden (auto)',
  target: {
    kind: 'role',
    accountId: '111122223333',
    name: 'deploy',
    arn: 'arn:aws:iam::111122223333:role/deploy',
  },
  findingId: 'f',
  score: 95,
  signals: [{ ruleId: 'impossible-travel', points: 60, summary: 's' }],
  events: ['e'],
  policyName: 'rolewarden-0123456789abcdef',
  document: '{}',
  policiesBefore: ['work'],
  undo: 'rolewarden undo 0123456789abcdef',
  version: '0.1.0',
  configHash: 'c',
};
const inFolder = (folder: string) => createAudit(createAuditFolder(folder));
const fresh = async () => join(await mkdtemp(join(tmpdir(), 'rolewarden-audit-')), 'new');
const read = async (folder: string) =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).map(async (name) => [
        name,
        JSON.parse(await readFile(join(folder, name), 'utf8')),
      ]),
    ),
  );

describe('the kill switch in the audit folder', () => {
  it('counts as its latest record says, whatever the clocks of those who write say', async () => {
    const folder = await fresh();
    const audit = inFolder(folder);
    expect(await audit.switched()).toBeUndefined();
    await audit.switch({ pulled: true, by: 'carol' });
    // by a clock that is ahead
    await writeFile(join(folder, 'switch-29990101T000000999Z.json'), '{"pulled":true,"by":"erin"}');
    expect(await audit.switched()).toEqual({ pulled: true, by: 'erin' });
    await audit.switch({ pulled: false, by: 'dana' });
    expect(await audit.switched()).toEqual({ pulled: false, by: 'dana' });
    await audit.switch({ pulled: true, by: 'frank' });
    expect(await audit.switched()).toEqual({ pulled: true, by: 'frank' });
    expect(await readdir(folder)).toHaveLength(4);
  });

  it.each(['', '{}', 'null', '{"pulled":"no"}', '{"pulled":true'])(
    'is pulled by a file that somebody puts there: %s',
    async (text) => {
      const folder = await fresh();
      const audit = inFolder(folder);
      await audit.switch({ pulled: false, by: 'dana' });
      await writeFile(join(folder, 'switch-9.json'), text);
      expect(await audit.switched()).toEqual({ pulled: true, by: 'somebody' });
      await audit.switch({ pulled: true, by: 'carol' });
      await expect(audit.switch({ pulled: false, by: 'dana' })).rejects.toMatchObject({
        code: 'ERR_AUDIT',
        message: expect.stringContaining('switch-9.json counts as the latest record'),
        remedy: expect.stringContaining(`delete ${folder}/switch-9.json`),
      });
    },
  );

  it('looks at nothing else', async () => {
    const folder = await fresh();
    await inFolder(folder).before(RECORD);
    for (const name of ['switch-9.json.1.tmp', 'switched.json', 'undo-switch-.json']) {
      await writeFile(join(folder, name), '');
    }
    expect(await inFolder(folder).switched()).toBeUndefined();
  });
});

describe('the audit folder', () => {
  it('holds one record per action, whole, and a retry finds its own', async () => {
    const folder = await fresh();
    const audit = inFolder(folder);
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) => audit.before({ ...RECORD, at: `${n}` })),
    );
    expect(all.filter((how) => how === 'written')).toHaveLength(1);
    const kept = await read(folder);
    expect(Object.keys(kept)).toEqual(['revoke-0123456789abcdef.json']);
    expect(await audit.before({ ...RECORD, at: 'later' })).toBe('found');
    expect(await read(folder)).toEqual(kept);
    expect((await stat(join(folder, 'revoke-0123456789abcdef.json'))).mode & 0o077).toBe(0);
  });

  it('says that an action is undone, unless a person has ordered it anew since', async () => {
    const folder = await fresh();
    const audit = inFolder(folder);
    const by = async () => (await audit.undone(RECORD.actionId))?.by;
    const at = (minute: number) => ({ at: `2026-06-01T13:0${minute}:00.000Z` });
    await audit.before({ ...RECORD, ...at(0) });
    await audit.before({ ...RECORD, ...at(1), action: 'undo', decidedBy: 'dana' });
    expect(await by()).toBe('dana');
    expect(await audit.before({ ...RECORD, ...at(2), decidedBy: 'rolewarden (auto)' })).toBe('found');
    expect(await by()).toBe('dana');
    expect(await audit.before({ ...RECORD, ...at(3), decidedBy: 'alice' })).toBe('written');
    expect(await by()).toBeUndefined();
    // nothing has happened since: a retry finds its own
    expect(await audit.before({ ...RECORD, ...at(4), decidedBy: 'alice' })).toBe('found');
    await audit.before({ ...RECORD, ...at(5), action: 'undo', decidedBy: 'erin' });
    expect(await by()).toBe('erin');
    expect(Object.keys(await read(folder)).sort()).toEqual([
      'revoke-0123456789abcdef-20260601T130300000Z.json',
      'revoke-0123456789abcdef.json',
      'undo-0123456789abcdef-20260601T130500000Z.json',
      'undo-0123456789abcdef.json',
    ]);
  });

  it('says of several orders the newest, and that it was undone', async () => {
    const folder = await fresh();
    const audit = inFolder(folder);
    const place = createAuditFolder(folder);
    const at = (minute: number) => ({ at: `2026-06-01T13:0${minute}:00.000Z` });
    const time = (minute: number) => Date.parse(at(minute).at);
    const order = () => auditedOrder(place, RECORD.actionId);
    expect(await order()).toBeUndefined();
    await audit.before({ ...RECORD, ...at(0) });
    const first = {
      by: 'rolewarden (auto)',
      at: time(0),
      document: '{}',
      findingId: 'f',
      policiesBefore: ['work'],
      undone: undefined,
    };
    expect(await order()).toEqual(first);
    await audit.before({ ...RECORD, ...at(1), action: 'undo', decidedBy: 'dana' });
    expect(await order()).toEqual({ ...first, undone: { by: 'dana', at: time(1) } });
    await audit.before({ ...RECORD, ...at(3), decidedBy: 'alice', findingId: null });
    const anew = { ...first, by: 'alice', at: time(3), findingId: null };
    expect(await order()).toEqual(anew);
    expect(await auditedAt(place, RECORD.actionId)).toBe(time(3));
    await audit.before({ ...RECORD, ...at(5), action: 'undo', decidedBy: 'erin' });
    expect(await order()).toEqual({ ...anew, undone: { by: 'erin', at: time(5) } });
    expect(await auditedTarget(place, RECORD.actionId)).toBe(RECORD.target.arn);
    // a damaged record does not hide the first
    const last = join(folder, 'revoke-0123456789abcdef-20260601T130300000Z.json');
    await chmod(last, 0o600);
    await writeFile(last, '{"half');
    expect(await order()).toMatchObject({ by: 'rolewarden (auto)', undone: { by: 'erin' } });
    expect(await auditedAt(place, RECORD.actionId)).toBe(time(0));
    expect(await auditedTarget(place, RECORD.actionId)).toBe(RECORD.target.arn);
  });

  it('holds every outcome beside it, once', async () => {
    const folder = await fresh();
    const audit = inFolder(folder);
    await audit.before(RECORD);
    const outcome = {
      schema: 'rolewarden.audit-outcome/1',
      actionId: RECORD.actionId,
      at: RECORD.at,
      detail: 'd',
    } as const;
    for (const said of ['applied', 'applied', 'verified']) await audit.after({ ...outcome, outcome: said });
    const names = Object.keys(await read(folder)).filter((name) => name.startsWith('outcome-'));
    expect(names).toHaveLength(2);
  });

  it('throws where it cannot be written, cannot be read, or is of another document', async () => {
    const folder = await fresh();
    const blocked = join(folder, '..', 'file');
    await writeFile(blocked, 'not a folder');
    const failure = {
      code: 'ERR_AUDIT',
      message: expect.stringContaining('0123456789abcdef'),
      remedy: expect.stringContaining('nothing was done'),
    };
    await expect(inFolder(blocked).before(RECORD)).rejects.toMatchObject(failure);
    const audit = inFolder(folder);
    await audit.before(RECORD);
    await expect(audit.before({ ...RECORD, document: '{"other":1}' })).rejects.toMatchObject(failure);
    await expect(audit.before({ ...RECORD, actionId: '../../../etc/x' })).rejects.toMatchObject({
      code: 'ERR_AUDIT',
    });
    const name = join(folder, 'revoke-0123456789abcdef.json');
    await chmod(name, 0o600);
    await writeFile(name, '{"half');
    await expect(audit.before(RECORD)).rejects.toMatchObject(failure);
    expect(Object.keys(await readdir(folder))).toHaveLength(1);
  });
});
