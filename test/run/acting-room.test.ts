import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { actionIdOf, denyDocument, denyPolicy, policyName } from '../../src/core/action/deny-policy.ts';
import type { Intent } from '../../src/core/action/intent.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { idIn, issued } from '../support/acting-lab.ts';
import { digest, iamLab, sessionIntent } from '../support/iam-lab.ts';
import { type RecordedLab, recordedLab } from '../support/proxied-lab.ts';

let lab: RecordedLab;
let direct: ReturnType<typeof iamLab>;
beforeAll(async () => {
  lab = await recordedLab(inject('aws'));
  direct = iamLab(inject('aws'));
});
afterAll(() => lab.close());

const now = Math.floor(Date.now() / 1_000) * 1_000;
const sorted = (names: readonly string[]) => [...names].sort();

/** A role with eight sessions that a person ended, or fewer. */
async function eight(name: string, most = 8) {
  const role = await lab.iam.role(name);
  const intents: Intent[] = [];
  for (let n = 0; n < most; n++) {
    const intent = sessionIntent(role, `s${n}`, now - 600_000);
    await lab.approved(intent);
    intents.push(intent);
  }
  return { role, names: intents.map(({ actionId }) => policyName(actionId)) };
}

describe('a role with eight live denies', () => {
  it('takes the role-wide one, which is written before what it covers goes, and undone with all written back', async () => {
    const { names, role } = await eight('room-wide');
    const late = issued(role, 'ninth');
    await lab.link.store.learn({ sightings: [], sessions: [late] });
    const no = await lab.run(`revoke ${late.accessKeyId}`);
    expect([no.status, no.stderr]).toEqual([1, expect.stringContaining('at most 8 are written')]);
    const dry = await lab.run(`revoke --role ${role.arn} --dry-run`);
    expect([dry.status, dry.stderr.match(/would be removed to make room/g)]).toEqual([
      0,
      Array(8).fill(expect.any(String)),
    ]);
    lab.aws.reset();
    const ordered = (await lab.link.ledger.action(actionIdOf(names[0] ?? '') ?? ''))?.by;
    expect(ordered).not.toBe('rolewarden');
    const done = await lab.run(`revoke --role ${role.arn}`);
    expect(done.status).toBe(0);
    expect(await lab.iam.names(role)).toEqual([policyName(idIn(done))]);
    expect(lab.aws.mutations()[0]).toBe('PutRolePolicy');
    const covered = await lab.link.ledger.action(actionIdOf(names[0] ?? '') ?? '');
    expect(covered).toMatchObject({ state: 'verified', by: ordered });
    expect((await lab.run('sweep --dry-run')).stderr).not.toContain('room-wide');
    expect((await lab.run(`undo ${idIn(done)}`)).status).toBe(0);
    expect(sorted(await lab.iam.names(role))).toEqual(sorted(names));
  });

  it('makes room by one whose sessions have all ended, and records that it is gone', async () => {
    const { names, role } = await eight('room-expired', 7);
    const old = sessionIntent(role, 'old', now - 13 * HOUR);
    await lab.iam.put(role, policyName(old.actionId), denyPolicy(old));
    await lab.record(old, 'verified');
    const late = issued(role, 'late');
    await lab.link.store.learn({ sightings: [], sessions: [late] });
    const done = await lab.run(`revoke ${late.accessKeyId}`);
    expect(done.status).toBe(0);
    expect(sorted(await lab.iam.names(role))).toEqual(sorted([...names, policyName(idIn(done))]));
    const detail = 'expired; removed to make room';
    expect(await lab.known(old.actionId)).toMatchObject({ state: 'removed', by: 'rolewarden', detail });
  });

  it('keeps them where the role-wide one is gone before they are', async () => {
    const { names, role } = await eight('room-raced');
    let removal: Promise<void> | undefined;
    let wide = '';
    lab.aws.answer(({ body, operation }) => {
      if (operation === 'PutRolePolicy' && wide === '') wide = Object(body).PolicyName;
      // somebody deletes the new policy while the others go
      if (operation === 'DeleteRolePolicy') removal ??= direct.remove(role, wide);
      return undefined;
    });
    const done = await lab.run(`revoke --role ${role.arn}`);
    await removal;
    lab.aws.reset();
    expect(wide).toBe(policyName(idIn(done)));
    expect(sorted(await lab.iam.names(role))).toEqual(sorted(names));
  });

  it('says which could not be written back, and what writes it again', async () => {
    const { names, role } = await eight('room-lost');
    const [lost = ''] = names;
    const denied = { status: 403, body: { __type: 'AccessDenied', message: 'not allowed' } };
    let wide = '';
    let removal: Promise<void> | undefined;
    lab.aws.answer(({ body, operation }) => {
      const name: unknown = Object(body).PolicyName;
      if (operation === 'PutRolePolicy' && wide === '') wide = String(name);
      if (operation === 'DeleteRolePolicy') removal ??= direct.remove(role, wide);
      return operation === 'PutRolePolicy' && name === lost ? denied : undefined;
    });
    const { stderr } = await lab.run(`revoke --role ${role.arn}`);
    await removal;
    lab.aws.reset();
    expect(stderr).toMatch(new RegExp(`${lost} was removed to make room, and could not be written back`));
    expect(await lab.iam.names(role)).not.toContain(lost);
    const again = `approve ${actionIdOf(lost)}`;
    expect(stderr).toContain(`what to do: It denies nothing now. To restore it at once: rolewarden ${again}`);
    expect((await lab.run(again)).status).toBe(0);
    expect(sorted(await lab.iam.names(role))).toEqual(sorted(names));
  });
});

describe('an undo', () => {
  it('does not write back what somebody removed by hand', async () => {
    const { names, role } = await eight('room-by-hand');
    const [first = '', second = '', ...rest] = names;
    await direct.remove(role, first);
    await direct.remove(role, second);
    const wide = policyName(idIn(await lab.run(`revoke --role ${role.arn}`)));
    expect(await lab.iam.names(role)).toContain(wide);
    const done = await lab.run(`undo ${wide}`);
    expect([done.status, done.stderr]).toEqual([0, expect.not.stringContaining('written back')]);
    expect(sorted(await lab.iam.names(role))).toEqual(sorted(rest));
  });

  it('writes back what an undone policy had covered, also where somebody removed that first', async () => {
    const { names, role } = await eight('room-cover-gone');
    const wide = policyName(idIn(await lab.run(`revoke --role ${role.arn}`)));
    await direct.remove(role, wide);
    expect((await lab.run(`undo ${wide}`)).status).toBe(0);
    expect(sorted(await lab.iam.names(role))).toEqual(sorted(names));
  });
});

describe('policies that somebody planted under our name', () => {
  it.each([
    ['of the year 2099', Date.parse('2099-01-01T00:00:00Z'), 'foreign'],
    ['as if just written', now, 'unrecorded'],
  ])('%s use up no room, cover nothing, and are told', async (_, until, kind) => {
    const role = await lab.iam.role(`room-planted-${kind}`);
    const planted: string[] = [];
    for (let n = 0; n < 8; n++) {
      const id = digest(`${kind}${n}`);
      planted.push(policyName(id));
      await lab.iam.put(role, policyName(id), denyDocument(id, { scope: 'role', until }));
    }
    const session = issued(role, 'alice');
    await lab.link.store.learn({ sightings: [], sessions: [session] });
    const done = await lab.run(`revoke ${session.accessKeyId}`);
    expect(done.status).toBe(0);
    expect(sorted(await lab.iam.names(role))).toEqual(sorted([...planted, policyName(idIn(done))]));
    const about = (await lab.run('sweep --dry-run')).stderr
      .split('\n')
      .filter((line) => line.includes(`role ${role.name} in`));
    expect(about).toHaveLength(8);
    for (const line of about) expect(line).toContain(`${kind}: `);
    expect((await lab.run(`undo --role ${role.arn}`)).status).toBe(kind === 'foreign' ? 1 : 0);
  });
});
