import { loadConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/schema.ts';
import { NAMES, placesOf } from './names.ts';
import { SIGNING_KEYS } from './secrets.ts';
import type { Settings } from './settings.ts';

const EXTERNAL_ID = `\${env:ROLEWARDEN_EXTERNAL_ID}`;
/** The key that signs, and one more that is accepted. */
const SIGNS = `\${env:${SIGNING_KEYS[0]}}`;
const ACCEPTED = `\${env:${SIGNING_KEYS[1]}}`;
/** The environment variables that the function and the container get, but for signing keys: they are for nothing else. */
const GIVEN: ReadonlySet<string> = new Set([`\${env:ROLEWARDEN_REDIS}`, EXTERNAL_ID]);

/** What in the configuration does not fit the deployment, in words; empty if everything fits. */
export function misfitsOf(settings: Settings): readonly string[] {
  const config = loadConfig(settings.config);
  const places = placesOf(settings);
  const faults: string[] = [];
  const expect = (good: boolean, fault: string) => {
    if (!good) faults.push(fault);
  };
  expect(config.store.url === `\${env:ROLEWARDEN_REDIS}`, `store.url must be "\${env:ROLEWARDEN_REDIS}"`);
  expect(
    config.alerts.some((sink) => sink.type === 'sns' && sink.topic === places.alerts),
    `alerts must hold an sns sink with the topic ${places.alerts}`,
  );
  expect(
    config.quarantine.type === 'sqs' && config.quarantine.queue === places.quarantineUrl,
    `quarantine must be of type sqs, with the queue ${places.quarantineUrl}`,
  );
  return [
    ...faults,
    ...config.alerts.flatMap((sink) => sinkMisfit(sink, settings)),
    ...acting(config, settings),
  ];
}

/** Why a sink of alerts cannot work here: an alert that cannot be sent would bring its delivery back for ever. */
function sinkMisfit(sink: Config['alerts'][number], settings: Settings): readonly string[] {
  const { name, type } = sink;
  const { alerts } = placesOf(settings);
  const instead = `subscribe to ${alerts} instead, whose messages hold the finding as JSON`;
  if (type === 'sns' && sink.topic !== alerts) {
    return [`alerts: ${name}: the hub's role may not publish to ${sink.topic}; ${instead}`];
  }
  if (type === 'eventbridge' || type === 'security-hub') {
    const action = type === 'eventbridge' ? 'events:PutEvents' : 'securityhub:BatchImportFindings';
    return [`alerts: ${name}: the hub's role is not given ${action}, which ${type} needs; ${instead}`];
  }
  if (type !== 'webhook' && type !== 'slack') return [];
  const values = type === 'webhook' ? [sink.url, sink.token, sink.secret] : [sink.url];
  const unset = values.filter((text) => text?.startsWith(`\${env:`) === true && !GIVEN.has(text));
  return [
    ...(settings.egress === 'endpoints'
      ? [`alerts: ${name}: ${type} cannot be reached with egress endpoints; choose nat, or ${instead}`]
      : []),
    ...unset.map((text) => `alerts: ${name}: ${text} is not set where this runs; ${instead}`),
  ];
}

/** What would prevent the revocations that the configuration asks for. */
function acting({ revocation }: Config, settings: Settings): readonly string[] {
  const { compute, operators } = settings;
  const { accounts, audit, mode, signingKeys, spoke, trusted } = revocation;
  const acts = [mode, ...Object.values(accounts)].some((each) => each === 'confirm' || each === 'auto');
  const { auditFolder } = placesOf(settings);
  const source = sourceOf(settings);
  const role = `arn:{partition}:iam::{account}:role/${NAMES.spoke}`;
  const off = [mode, ...Object.values(accounts)].every((each) => each === 'off');
  const wanted: readonly (readonly [good: boolean, fault: string])[] = [
    [settings.acting, 'revocation.mode acts, and acting is false in the settings: it could not'],
    [
      operators.length > 0 || compute === 'ecs',
      "operators in the settings must name the roles of people: the spoke roles trust the hub's role alone, so nobody could approve or undo",
    ],
    [
      signingKeys.length > 0,
      `revocation.signingKeys must be ["${SIGNS}", "${ACCEPTED}"]: whoever writes to Redis could act`,
    ],
    [audit.folder === auditFolder, `revocation.audit.folder must be ${auditFolder}, which is kept`],
    [
      spoke !== undefined,
      `revocation.spoke must be { roleArn: "${role}", externalId: "${EXTERNAL_ID}" }: the hub's role may change nothing in IAM, not in its own account either`,
    ],
    [
      spoke === undefined || spoke.externalId === EXTERNAL_ID,
      `revocation.spoke.externalId must be "${EXTERNAL_ID}": the spoke roles ask for it`,
    ],
    [
      spoke === undefined || spoke.own.length === 0,
      "revocation.spoke.own must be empty: the hub's role may change nothing in IAM, not in its own account either",
    ],
  ];
  const always = [
    ...signingMisfits(signingKeys, settings),
    ...(off || trusted.includes(source)
      ? []
      : [`revocation.trusted must hold ${source}: in shadow, too, nothing else is said to be ended`]),
    ...(spoke === undefined || spoke.roleArn.endsWith(`:role/${NAMES.spoke}`)
      ? []
      : [`revocation.spoke.roleArn must end in :role/${NAMES.spoke}`]),
  ];
  return [...(acts ? wanted.filter(([good]) => !good).map(([, fault]) => fault) : []), ...always];
}

/** A key that is not set where this runs would keep workers from starting; one that they lack hides what it signed. */
function signingMisfits(keys: readonly string[], { acting, secretVersions }: Settings): readonly string[] {
  if (keys.length === 0) return [];
  if (!acting || keys.some((key) => key !== SIGNS && key !== ACCEPTED)) {
    return [`revocation.signingKeys may hold only ${SIGNS} and ${ACCEPTED}, which are set with acting`];
  }
  const two = (secretVersions.signingKey ?? []).length > 1;
  if (keys[0] === SIGNS && (!two || keys.includes(ACCEPTED))) return [];
  const why = two ? 'secretVersions.signingKey names two versions' : 'the first one signs';
  return [`revocation.signingKeys must be ["${SIGNS}", "${ACCEPTED}"]: ${why}`];
}

/** The name of the feed in `revocation.trusted`. */
export function sourceOf(settings: Settings): string {
  const { events, stream } = placesOf(settings);
  if (settings.feed === 'direct') return 'events.amazonaws.com';
  return settings.feed === 'kinesis' ? stream : events;
}
