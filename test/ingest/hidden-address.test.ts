import { describe, expect, it } from 'vitest';
import { address } from '../../scripts/places.ts';
import { createStage } from '../../scripts/scenarios/stage.ts';
import { UNLOCATED } from '../../src/ingest/address/address.ts';
import { pack, unpack } from '../../src/ingest/packed/packed.ts';
import { normalise } from '../../src/ingest/record/normalise.ts';
import { A, B, role, take } from '../support/chain.ts';
import { eventOf, PLACES } from '../support/events.ts';

const office = address('berlinOffice');
const STRANGER = '999988887777';
const record = take(createStage(1), { role: role('Deploy', B) });
const through = (vpcEndpointAccountId?: string, from = office) => ({
  ...record,
  sourceIPAddress: from,
  vpcEndpointId: 'vpce-0a1b2c3d4e5f60718',
  ...(vpcEndpointAccountId === undefined ? {} : { vpcEndpointAccountId }),
});

describe('an address behind a VPC endpoint, which the owner of the network numbers as he likes', () => {
  it('says nothing of where a caller is if the network is a stranger’s, or nobody says whose', () => {
    for (const owner of [STRANGER, undefined]) {
      expect(eventOf(through(owner)).origin).toEqual({ kind: 'other', text: office, ip: office });
    }
  });

  it('counts in a network of the caller’s account, and of the account whose trail it is', () => {
    for (const owner of [A, B]) expect(eventOf(through(owner)).origin.kind, owner).toBe('ip');
    expect(eventOf({ ...record, sourceIPAddress: office }).origin.kind).toBe('ip');
  });

  it('leaves what is no address as it is', () => {
    expect(eventOf(through(STRANGER, 'AWS Internal')).origin.kind).toBe('internal');
    expect(eventOf(through(STRANGER, 'lambda.amazonaws.com')).origin.kind).toBe('service');
  });

  it('is the same once it was packed, though packing looks nothing up', () => {
    for (const owner of [STRANGER, undefined, A, B]) {
      const read = normalise(through(owner), UNLOCATED);
      if (read.kind !== 'event') throw new Error(read.kind);
      expect(unpack(pack(read.event), PLACES).origin, owner).toEqual(eventOf(through(owner)).origin);
    }
  });
});
