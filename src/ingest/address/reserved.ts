/** Blocks whose addresses nobody on the internet has: private, local, multicast, reserved. */
export const UNROUTED: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/32',
  'fc00::/7',
  'fe80::/9',
  'ff00::/8',
];

/** Blocks for examples in documentation (RFC 5737, RFC 3849). */
export const DOCUMENTATION: readonly string[] = [
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '2001:db8::/32',
];
