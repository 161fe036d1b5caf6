import { expect, it } from 'vitest';
import { isPrivateAddress } from '../../../src/core/place/private-address.ts';
import { readAddress } from '../../../src/ingest/address/address.ts';

const ipIn = (text: string) => {
  const address = readAddress(text);
  return 'ip' in address ? (address.ip ?? '') : '';
};

it.each([
  '10.0.0.5',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '169.254.169.254',
  '::ffff:10.0.0.5',
  'fc00::1',
  'FD12:3456:0:0::1',
  'fe80::1',
  'febf::1',
  '::1',
  '0:0:0:0:0:0:0:1',
])('private: %s', (text) => {
  expect(isPrivateAddress(ipIn(text))).toBe(true);
});

it.each([
  '9.255.255.255',
  '11.0.0.1',
  '110.0.0.1',
  '172.15.255.255',
  '172.32.0.1',
  '192.167.1.1',
  '192.169.1.1',
  '100.63.255.255',
  '100.128.0.0',
  '126.0.0.1',
  '128.0.0.1',
  '169.253.0.1',
  '203.0.113.9',
  '2001:db8::fc00',
  'fb00::1',
  'fe00::1',
  'ff02::1',
  '::2',
])('not private, though close: %s', (text) => {
  expect(isPrivateAddress(ipIn(text))).toBe(false);
});
