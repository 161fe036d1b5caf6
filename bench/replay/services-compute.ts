import { application, arn, type Deed, type Ground, type Kind } from './estate.ts';
import { runTask } from './services-tasks.ts';

const ec2 = (name: string, asked: unknown, answered?: unknown): Deed => ({
  source: 'ec2.amazonaws.com',
  name,
  asked,
  ...(answered === undefined ? {} : { answered }),
});

const items = (list: readonly unknown[]) => ({ items: list });
const tagsOf = (ground: Ground) =>
  items([
    { key: 'Name', value: application(ground) },
    { key: 'team', value: 'commerce' },
    { key: 'cost-centre', value: String(4_100 + ground.dice.below(30)) },
  ]);

function interfaceOf(ground: Ground, id: string): Readonly<Record<string, unknown>> {
  const { account, dice, estate, region } = ground;
  const address = `10.${dice.below(8)}.${dice.below(250)}.${1 + dice.below(250)}`;
  const group = { groupId: dice.pick(estate.groups), groupName: `${application(ground)}-default` };
  const mac = ['0a', dice.hex(2), dice.hex(2), dice.hex(2), dice.hex(2), dice.hex(2)].join(':');
  return {
    networkInterfaceId: id,
    subnetId: dice.pick(estate.subnets),
    vpcId: dice.pick(estate.vpcs),
    availabilityZone: `${region}${dice.pick(['a', 'b', 'c'])}`,
    description: `AWS Lambda VPC ENI-${application(ground)}-worker`,
    ownerId: account,
    requesterManaged: false,
    status: 'pending',
    macAddress: mac,
    privateIpAddress: address,
    privateDnsName: `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`,
    sourceDestCheck: true,
    groupSet: items([group]),
    privateIpAddressesSet: { item: [{ privateIpAddress: address, primary: true }] },
    ipv6AddressesSet: {},
    tagSet: tagsOf(ground),
  };
}

function createInterface(ground: Ground): Deed {
  const { dice, estate } = ground;
  const asked = {
    subnetId: dice.pick(estate.subnets),
    description: `AWS Lambda VPC ENI-${application(ground)}-worker`,
    groupSet: items([{ groupId: dice.pick(estate.groups) }]),
    privateIpAddressesSet: {},
    clientToken: dice.uuid(),
  };
  const id = `eni-0${dice.hex(16)}`;
  return ec2('CreateNetworkInterface', asked, {
    requestId: dice.uuid(),
    networkInterface: interfaceOf(ground, id),
  });
}

function runInstances(ground: Ground): Deed {
  const { account, dice, estate, region } = ground;
  const size = { instanceType: dice.pick(['m7g.large', 'c7g.xlarge', 'r7g.large', 't4g.medium']) };
  const image = { imageId: dice.pick(estate.images) };
  const count = 1 + dice.below(3);
  const instance = (at: number) => ({
    instanceId: `i-0${dice.hex(16)}`,
    ...image,
    currentInstanceBootMode: 'uefi',
    instanceState: { code: 0, name: 'pending' },
    amiLaunchIndex: at,
    productCodes: {},
    ...size,
    placement: { availabilityZone: `${region}a`, tenancy: 'default' },
    monitoring: { state: 'pending' },
    networkInterfaceSet: items([interfaceOf(ground, `eni-0${dice.hex(16)}`)]),
    iamInstanceProfile: { arn: `arn:aws:iam::${account}:instance-profile/${application(ground)}` },
    architecture: 'arm64',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    blockDeviceMapping: {},
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    tagSet: tagsOf(ground),
    metadataOptions: { state: 'pending', httpTokens: 'required', httpPutResponseHopLimit: 2 },
    maintenanceOptions: { autoRecovery: 'default' },
  });
  const asked = {
    instancesSet: items([{ ...image, minCount: count, maxCount: count }]),
    ...size,
    launchTemplate: { launchTemplateId: `lt-0${dice.hex(16)}`, version: '7' },
    clientToken: `fleet-${dice.uuid()}`,
    tagSpecificationSet: items([{ resourceType: 'instance', tags: tagsOf(ground).items }]),
  };
  const instancesSet = items(Array.from({ length: count }, (_, at) => instance(at)));
  return ec2('RunInstances', asked, {
    requestId: dice.uuid(),
    reservationId: `r-0${dice.hex(16)}`,
    ownerId: account,
    groupSet: {},
    instancesSet,
  });
}

function describe(
  name: string,
  field: string,
  of: 'instances' | 'groups' | 'subnets' | 'vpcs',
): Kind['make'] {
  return ({ dice, estate }) => {
    const ids = Array.from({ length: 1 + dice.below(4) }, () => ({ [field]: dice.pick(estate[of]) }));
    return ec2(name, { [`${of}Set`]: items(ids), filterSet: {} });
  };
}

const functionCall =
  (name: string): Kind['make'] =>
  (ground) => ({
    source: 'lambda.amazonaws.com',
    name,
    asked: { functionName: arn(ground, 'lambda', `function:${application(ground)}-worker`) },
    apiVersion: '2015-03-31',
  });

/** Calls of services that run things. */
export const COMPUTE: readonly Kind[] = [
  { weight: 60, make: describe('DescribeInstances', 'instanceId', 'instances') },
  { weight: 40, make: describe('DescribeInstanceStatus', 'instanceId', 'instances') },
  { weight: 30, make: describe('DescribeSecurityGroups', 'groupId', 'groups') },
  { weight: 30, make: describe('DescribeSubnets', 'subnetId', 'subnets') },
  { weight: 20, make: describe('DescribeVpcs', 'vpcId', 'vpcs') },
  { weight: 55, make: createInterface },
  { weight: 28, make: runInstances },
  { weight: 25, make: functionCall('GetFunction20150331v2') },
  { weight: 15, make: functionCall('ListTags20170331') },
  { weight: 50, make: runTask },
];
