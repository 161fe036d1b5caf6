/** Partitions besides `aws`: how names of their regions begin, and how those of their hosts end, as AWS's SDKs have it. */
const PARTITIONS: readonly (readonly [region: string, partition: string, hosts: string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['us-isof-', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
];

/** Every partition. */
export const ALL_PARTITIONS: readonly string[] = ['aws', ...PARTITIONS.map(([, partition]) => partition)];

/** The partition of a region, for records that hold no ARN. */
export function partitionOf(region: string | undefined): string {
  return PARTITIONS.find(([prefix]) => region?.startsWith(prefix))?.[1] ?? 'aws';
}

/** How the names of a region's hosts end. */
export function hostsOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[2] ?? 'amazonaws.com';
}
