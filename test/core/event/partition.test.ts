import { describe, expect, it } from 'vitest';
import { isEksIssuer } from '../../../src/core/event/eks.ts';
import { hostsOf, partitionOf } from '../../../src/core/event/partition.ts';

describe('a region’s partition', () => {
  it.each([
    ['eu-central-1', 'aws', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ])('%s: %s, and its hosts end in %s', (region, partition, hosts) => {
    expect([partitionOf(region), hostsOf(region)]).toEqual([partition, hosts]);
    expect(isEksIssuer(`oidc.eks.${region}.${hosts}/id/0123`)).toBe(true);
  });

  it('a stranger’s host is no cluster’s', () => {
    for (const host of ['amazonaws.eu.example.org', 'amazonaws-eusc.eu', 'xamazonaws.eu'])
      expect(isEksIssuer(`oidc.eks.eusc-de-east-1.${host}/id/0123`), host).toBe(false);
  });
});
