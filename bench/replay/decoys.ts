import { application, type Deed, type Ground, type Kind } from './estate.ts';

const STS = 'sts.amazonaws.com';

/** The whole of an STS record, inside another one: as a tag's words, or as an object of a request. */
const inner = { eventVersion: '1.11', eventSource: STS, eventName: 'AssumeRole', userIdentity: {} };

/** A rule that watches STS: the name is inside a document inside a string. */
function rule(ground: Ground): Deed {
  const pattern = {
    source: ['aws.sts'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: [STS] },
  };
  const asked = {
    name: `watch-${application(ground)}`,
    eventPattern: JSON.stringify(pattern),
    state: 'ENABLED',
  };
  return { source: 'events.amazonaws.com', name: 'TestEventPattern', asked };
}

/** The same key and the same value, deeper. */
const nested = (): Deed => ({
  source: 'logs.amazonaws.com',
  name: 'TestMetricFilter',
  asked: { filterPattern: '{ $.eventName = AssumeRole }', Records: [inner, { detail: inner }] },
});

const lookup = (): Deed => ({
  source: 'cloudtrail.amazonaws.com',
  name: 'LookupEvents',
  asked: {
    lookupAttributes: [{ attributeKey: 'EventSource', attributeValue: STS }],
    maxResults: 50,
    eventSource: STS,
  },
});

const provider = (): Deed => ({
  source: 'iam.amazonaws.com',
  name: 'GetOpenIDConnectProvider',
  asked: {
    openIDConnectProviderArn: 'arn:aws:iam::100000000001:oidc-provider/token.example',
    clientIDList: [STS],
  },
});

/** Quotes, brackets and backslashes that only a reader of the whole record tells from structure. */
function words(ground: Ground): Deed {
  const { dice, estate } = ground;
  const value = `}],"eventSource":"${STS}",{"C:\\${JSON.stringify({ Records: [inner] })}\\`;
  const tags = { resourcesSet: { items: [{ resourceId: dice.pick(estate.instances) }] } };
  return {
    source: 'ec2.amazonaws.com',
    name: 'CreateTags',
    asked: { ...tags, tagSet: { items: [{ key: 'note', value }] } },
    answered: { requestId: dice.uuid(), _return: true },
  };
}

const client = (): Deed => ({
  source: 'health.amazonaws.com',
  name: 'DescribeEvents',
  asked: { filter: { services: ['STS'] } },
  userAgent: `curl/8.5.0 (checks ${STS} "eventSource":"${STS}")`,
});

/** Records of other services that carry the name which a reader may look for. */
export const DECOYS: readonly Kind[] = [rule, nested, lookup, provider, words, client].map((make) => ({
  weight: 1,
  make,
}));
