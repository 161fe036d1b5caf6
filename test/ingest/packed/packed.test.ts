import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { session, webIdentity } from '../../../scripts/callers.ts';
import { callerIdentity, stsCall, withWebIdentity } from '../../../scripts/records.ts';
import { unnamedPortalUser, vouchedSignIn } from '../../../scripts/sign-in.ts';
import type { StsEvent } from '../../../src/core/event/event.ts';
import type { Item } from '../../../src/ingest/envelope/item.ts';
import { readFile } from '../../../src/ingest/file/files.ts';
import { findFiles } from '../../../src/ingest/file/search.ts';
import { headOf, LAYOUT, pack, unpack } from '../../../src/ingest/packed/packed.ts';
import { normalise } from '../../../src/ingest/record/normalise.ts';
import { PLACES } from '../../support/events.ts';

const HOW = { watch: true, separate: false };

function eventsOf(item: Item): readonly StsEvent[] {
  if (item.kind !== 'record') return [];
  const read = normalise(item.record.value, PLACES, HOW);
  return read.kind === 'event' ? [read.event] : [];
}

async function eventsIn(path: string): Promise<readonly StsEvent[]> {
  const events: StsEvent[] = [];
  for await (const found of findFiles([path])) {
    if (found.kind !== 'file') continue;
    for await (const items of readFile(found, HOW)) events.push(...items.flatMap(eventsOf));
  }
  return events;
}

/** Recordings beside the project, which a clone alone does not have. */
const DATA = '../shared/data';
const recordings = existsSync(DATA) ? readdirSync(DATA).map((name) => join(DATA, name)) : [];

describe('a packed event', () => {
  it.each(['fixtures', ...recordings])(
    'of %s is the event again',
    async (path) => {
      const events = await eventsIn(path);
      // some of those beside the project are of other services
      if (path === 'fixtures') expect(events).not.toEqual([]);
      for (const event of events) {
        const packed = pack(event);
        expect(packed).not.toContain('\n');
        expect(unpack(packed, PLACES)).toStrictEqual(event);
        const { id, time, plain } = headOf(packed);
        expect({ id, time, plain }).toEqual({
          id: event.id,
          time: event.time,
          plain: event.sharedEventId === undefined && event.replaces === undefined,
        });
      }
    },
    300_000,
  );

  /** Journals of `--resume` hold packed events: whoever changes the rows raises LAYOUT. */
  it('has the rows of its layout', () => {
    const call = { at: '2026-03-02T09:00:00Z', from: '192.0.2.1', account: '111122223333' };
    const role = { account: call.account, name: 'web' };
    const by = session({ role, session: 'x', key: 'ASIAEXAMPLEEXAMPLE12', issuedAt: '2026-03-02T08:59:58Z' });
    const asked = {
      targetPrincipal: '444455556666',
      taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/T' },
    };
    const token = webIdentity(call.account, 'issuer.example', 'subject');
    const records = [
      stsCall('AssumeRoot', { ...call, by }, asked, { credentials: { accessKeyId: 'ASIAROOT' } }),
      withWebIdentity({ ...call, by: token, role, session: 'x' }),
    ];
    const rows = records.map((record) => {
      const read = normalise(record, PLACES, HOW);
      return read.kind === 'event' ? JSON.parse(pack(read.event)) : read;
    });
    expect({ LAYOUT, rows }).toMatchSnapshot();
  });

  it('keeps what few records have', () => {
    const call = {
      at: '2026-03-02T09:00:00Z',
      by: unnamedPortalUser('111122223333', 'U-1'),
      from: '192.0.2.1',
      account: '111122223333',
    };
    const value = {
      ...vouchedSignIn(call, 'bob'),
      vpcEndpointId: 'vpce-1',
      vpcEndpointAccountId: '999988887777',
    };
    const read = normalise(value, PLACES, HOW);
    if (read.kind !== 'event') throw new Error('no event');
    expect(read.event.actor.unnamedKey).toBe('person:u-1');
    expect(read.event.vpcEndpointAccountId).toBe('999988887777');
    expect(unpack(pack(read.event), PLACES)).toStrictEqual(read.event);
  });

  it('keeps whose a session of a permission set is, and when it began', () => {
    const role = {
      account: '111122223333',
      name: 'AWSReservedSSO_Admin_7243976e43c75fc5',
      path: '/aws-reserved/sso.amazonaws.com/',
    };
    const issued = { role, session: 'bob', key: 'ASIAEXAMPLEEXAMPLE12', issuedAt: '2026-03-02T08:59:58Z' };
    const by = { ...session(issued), onBehalfOf: { userId: 'U-1' } };
    const call = { at: '2026-03-02T09:00:00Z', by, from: '192.0.2.1', account: role.account };
    const read = normalise(callerIdentity(call), PLACES, { ...HOW, separate: true });
    if (read.kind !== 'event') throw new Error('no event');
    const at = Date.parse(issued.issuedAt);
    expect(read.event.actor.fetched).toEqual({ by: 'person:u-1@identity-center', at });
    expect(unpack(pack(read.event), PLACES)).toStrictEqual(read.event);
    const older = normalise(callerIdentity({ ...call, by: session(issued) }), PLACES, HOW);
    if (older.kind !== 'event') throw new Error('no event');
    expect(older.event.actor.fetched).toEqual({ by: undefined, at });
    expect(unpack(pack(older.event), PLACES)).toStrictEqual(older.event);
  });

  it('says its id and what it corrects, whatever texts they are', async () => {
    const [event] = await eventsIn('fixtures/scenarios/impossible-travel');
    if (event === undefined) throw new Error('no event');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', '\\', '",null', 'null', ',', '\n', ''),
    );
    const maybe = fc.option(text, { nil: undefined });
    fc.assert(
      fc.property(text, maybe, maybe, (id, replaces, sharedEventId) => {
        const packed = pack({ ...event, id, replaces, sharedEventId });
        const plain = replaces === undefined && sharedEventId === undefined;
        const corrects = sharedEventId === undefined ? replaces : undefined;
        expect(headOf(packed)).toEqual({ id, time: event.time, corrects, plain });
        expect(packed).not.toContain('\n');
        expect(unpack(packed, PLACES)).toStrictEqual({ ...event, id, replaces, sharedEventId });
      }),
      { numRuns: 2_000 },
    );
  });
});
