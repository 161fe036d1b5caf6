import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type RoleName, session as sessionOf } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { issuedKey, withSaml } from '../../scripts/records.ts';
import { createLive, type Live } from '../../src/live.ts';
import { createLog } from '../../src/run/log.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';
import { armed, keyOf, QUEUE, taken } from '../support/armed.ts';
import { LAB } from '../support/iam-lab.ts';

let lab: ActingLab;
let live: Live;
beforeAll(async () => {
  lab = await actingLab(inject('aws'));
  const log = createLog('silent');
  live = await createLive({ config: armed(lab.redis.port), environment: process.env, log });
});
afterAll(async () => {
  await live.close();
  await lab.close();
});

const SET: RoleName = {
  account: LAB,
  name: 'AWSReservedSSO_Admin_7243976e43c75fc5',
  path: '/aws-reserved/sso.amazonaws.com/',
};
const START = Math.floor(Date.now() / 1_000) * 1_000 - 300_000;
const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');

/** The issue of a permission set's session: its key is not the one that Identity Center hands out. */
const issueOf = (name: string, time: number) => {
  const call = {
    at: iso(time),
    by: { type: 'SAMLUser', principalId: `x=:${name}`, userName: name, identityProvider: 'x=' },
    from: address('awsFrankfurt', 1),
    account: LAB,
    role: SET,
    session: name,
    provider: `arn:aws:iam::${LAB}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE`,
  };
  return { key: issuedKey(call), record: withSaml(call) };
};

it('finds what a permission set’s session took, though no record of its issue names its key', async () => {
  const role = await lab.iam.role('portal-child');
  const take = (name: string, issued: number, key: string) =>
    taken(role, {
      session: `by-${key.at(-1)}`,
      at: START + 120_000,
      caller: sessionOf({ role: SET, session: name, key, issuedAt: iso(issued) }),
    });
  const [alice, later, bob] = [
    issueOf('alice@example.com', START),
    issueOf('alice@example.com', START + 60_000),
    issueOf('bob@example.com', START),
  ];
  const own = take('alice@example.com', START, 'ASIAHANDEDOUTHANDED1');
  const others = [
    take('alice@example.com', START + 60_000, 'ASIAHANDEDOUTHANDED2'),
    take('bob@example.com', START, 'ASIAHANDEDOUTHANDED3'),
  ];
  // files of two regions: what was taken is often read before its session's issue
  for (const body of [own, ...others, alice.record, later.record, bob.record]) {
    const [outcome] = await live.app.analyzer.analyze([{ id: 'm', body, source: QUEUE }]);
    expect(outcome?.status).toBe('analyzed');
  }
  for (const key of [alice.key, 'ASIAHANDEDOUTHANDED1', `${alice.key} --dry-run`]) {
    const { status, stderr } = await lab.run(`revoke ${key}`);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`rolewarden revoke ${keyOf(own)}`)]);
    for (const other of others) expect(stderr).not.toContain(keyOf(other));
  }
  expect((await lab.run(`revoke ${keyOf(own)}`)).status).toBe(0);
  expect(await lab.iam.names(role)).toHaveLength(1);
});
