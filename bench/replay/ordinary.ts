import type { RawCloudTrail } from '../../scripts/records.ts';
import { utc } from '../../src/core/time/days.ts';
import type { Member } from './crowd.ts';
import { DECOYS } from './decoys.ts';
import type { Dice } from './dice.ts';
import { createEstate, type Deed, type Kind } from './estate.ts';
import { COMPUTE } from './services-compute.ts';
import { CONTROL } from './services-control.ts';
import { DATA } from './services-data.ts';

const REGIONS = ['eu-central-1', 'eu-central-1', 'eu-central-1', 'us-east-1', 'eu-west-1'];
const READS = /^(Get|Describe|List|Lookup|Decrypt|Test|BatchGet)/;

/** Makes the records of all other services: their shapes and sizes are those of real trails, their words are ours. */
export function createOrdinary(dice: Dice, someone: () => Member) {
  const estate = createEstate(dice);
  const usual = spread([...DATA, ...COMPUTE, ...CONTROL]);
  const decoys = spread(DECOYS);
  return (time: number, decoy: boolean): RawCloudTrail => {
    const member = someone();
    const ground = { dice, estate, account: member.account, region: dice.pick(REGIONS) };
    return recordOf(dice.pick(decoy ? decoys : usual).make(ground), member, {
      dice,
      time,
      region: ground.region,
    });
  };
}

/** Every kind as often as it weighs. */
const spread = (kinds: readonly Kind[]): readonly Kind[] =>
  kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));

interface Moment {
  readonly dice: Dice;
  readonly time: number;
  readonly region: string;
}

/** The fields in the order in which CloudTrail writes them. */
function recordOf(deed: Deed, member: Member, { dice, region, time }: Moment): RawCloudTrail {
  const host = `${deed.source.split('.')[0]}.${region}.amazonaws.com`;
  const direct = !member.console && !member.from.endsWith('.amazonaws.com');
  return {
    eventVersion: '1.11',
    userIdentity: member.by(time),
    eventTime: utc(time),
    eventSource: deed.source,
    eventName: deed.name,
    awsRegion: region,
    sourceIPAddress: member.from,
    userAgent: deed.userAgent ?? member.with,
    ...(deed.error === undefined ? {} : { errorCode: deed.error.code, errorMessage: deed.error.message }),
    requestParameters: deed.asked,
    responseElements: deed.answered ?? null,
    ...(deed.added === undefined ? {} : { additionalEventData: deed.added }),
    requestID: deed.source === 's3.amazonaws.com' ? dice.capitals(16) : dice.uuid(),
    eventID: dice.uuid(),
    readOnly: READS.test(deed.name),
    ...(deed.resources === undefined ? {} : { resources: deed.resources }),
    eventType: 'AwsApiCall',
    ...(deed.apiVersion === undefined ? {} : { apiVersion: deed.apiVersion }),
    managementEvent: true,
    recipientAccountId: member.account,
    ...(direct && dice.below(6) === 0 ? { vpcEndpointId: 'vpce-0a1b2c3d4e5f60718' } : {}),
    eventCategory: 'Management',
    ...(direct ? { tlsDetails: tlsOf(host) } : {}),
    ...(member.console ? { sessionCredentialFromConsole: 'true' } : {}),
  };
}

const tlsOf = (clientProvidedHostHeader: string) => ({
  tlsVersion: 'TLSv1.3',
  cipherSuite: 'TLS_AES_128_GCM_SHA256',
  clientProvidedHostHeader,
});
