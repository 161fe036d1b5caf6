/** Blocks that nobody on the internet has: everybody may use them inside a network. For addresses in canonical form. */
const PRIVATE: readonly RegExp[] = [
  /^10\./,
  /^172\.(?:1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  // shared by carriers (RFC 6598); VPCs use it, too
  /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^169\.254\./,
  /^127\./,
  /^f[cd][0-9a-f]{2}:/,
  /^fe[89ab][0-9a-f]:/,
  /^::1$/,
];

/** Whether an address means something inside one network only: then it has no place, and no database can know it. */
export function isPrivateAddress(ip: string): boolean {
  return PRIVATE.some((block) => block.test(ip));
}

/** Where such an address is, as far as it says: CloudTrail mostly names one where a call came through a VPC endpoint. */
export const PRIVATE_WHERE = 'mostly from inside a VPC';
