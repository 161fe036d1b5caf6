import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../src/ingest/address/networks.ts';

const at = (asn: number | undefined, owner?: string) => networkOf('203.0.113.77', asn, owner, true);

describe('the network of an address', () => {
  it.each([
    [16509, 'aws'],
    [14618, 'aws'],
    [8068, 'microsoft'],
    [8075, 'microsoft'],
    [15169, 'google'],
    [396982, 'google'],
    [31898, 'oracle'],
    [45102, 'alibaba'],
    [132203, 'tencent'],
    [136907, 'huawei'],
    [36351, 'ibm'],
  ])('is one value for all of a cloud’s numbers: AS%i is %s', (asn, provider) => {
    expect(at(asn, 'Any Name')).toEqual({
      key: `cloud:${provider}`,
      dimension: 'network',
      kind: 'cloud',
      provider,
      asn,
      name: 'Any Name',
    });
  });

  it.each([13335, 20940, 36183, 54113, 22616, 64294, 400110])(
    'is a relay where users are elsewhere: AS%i',
    (asn) => {
      expect(at(asn, 'A Cloud Hosting Relay')).toMatchObject({ key: `AS${asn}`, kind: 'relay' });
    },
  );

  it.each([16276, 24940, 14061, 63949, 20473, 9009, 60068, 212238, 51167, 12876, 60729, 39351])(
    'is a hoster whatever its owner is called: AS%i',
    (asn) => {
      expect(at(asn, 'Plain Name Ltd')).toMatchObject({ key: `AS${asn}`, kind: 'hosting' });
    },
  );

  it.each([
    'Polder Hosting',
    'EGIHosting',
    'HOSTKEY B.V.',
    'GearHost, Inc.',
    'LLC "MASTERHOST"',
    'Servers.com, Inc.',
    'Example VPS',
    'Castle VPN',
    'Warsaw Data Center Sp. z o.o.',
    'DFW Datacenter',
    'Priority Colo Inc',
    'Yandex.Cloud LLC',
    'LEASEWEB UK LIMITED',
    'M247 UK Ltd',
  ])('is a hoster by its name: %s', (owner) => {
    expect(at(64496, owner).kind).toBe('hosting');
  });

  it.each([
    'Deutsche Telekom AG',
    'Comcast Cable Communications, LLC',
    'Spreenetz Business',
    'Torino Fibra',
    'Observer Media',
    'Cloudberry Farms',
    'Hostel Backpackers',
    'Hostal del Sol',
    'Conserver Group',
    'Victor Networks',
    'Colombia Telecom',
    undefined,
  ])('is an access network: %s', (owner) => {
    expect(at(64496, owner)).toMatchObject({ key: 'AS64496', kind: 'access', provider: undefined });
  });

  it('is an access network where only the name of a home provider sounds like a hoster', () => {
    expect(at(37611, 'AFRIHOST SP (PTY) LTD').kind).toBe('access');
    expect(at(16591, 'Google Fiber Inc.')).toMatchObject({ kind: 'access', key: 'AS16591' });
  });

  it('is the /16 or /32 where nobody announces the address', () => {
    expect(at(undefined)).toMatchObject({ key: '203.0.0.0/16', dimension: 'network', kind: 'unannounced' });
    expect(networkOf('2001:db8:1:2::3', undefined, undefined, true).key).toBe('2001:db8::/32');
  });

  it('is the /24 or /48, in a dimension of its own, without an ASN database', () => {
    expect(networkOf('203.0.113.77', undefined, undefined, false)).toMatchObject({
      key: '203.0.113.0/24',
      dimension: 'prefix',
      kind: 'access',
    });
    expect(networkOf('2001:db8:1:2::3', undefined, undefined, false).key).toBe('2001:db8:1::/48');
  });
});
