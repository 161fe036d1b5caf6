import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import type { LevelledSink } from '../actions/ending/alerting.ts';
import { createEventBusSink } from '../actions/sinks/event-bus.ts';
import { createLogSink } from '../actions/sinks/log.ts';
import { createPoster } from '../actions/sinks/safe-http.ts';
import { createSlackSink } from '../actions/sinks/slack.ts';
import { createSnsSink } from '../actions/sinks/sns.ts';
import { createWebhookSink, type WebhookAuth } from '../actions/sinks/webhook.ts';
import { VERSION } from '../app.ts';
import { techniques } from '../armed.ts';
import type { AlertsConfig } from '../config/alerts-schema.ts';
import { resolveSecret } from '../config/secrets.ts';
import type { Alert, Sink } from '../core/action/alert.ts';
import { RolewardenError } from '../core/errors.ts';
import type { Log } from '../core/ports/ports.ts';
import { type Environment, namedRegion } from '../environment.ts';
import { alertFields, alertLogFields } from '../report/alert-fields.ts';
import { alertSubject } from '../report/alert-headline.ts';
import { type AlertWriter, fitAlert, writeAlert } from '../report/alert-json.ts';
import { createOcsfWriter } from '../report/alert-ocsf.ts';
import { alertSlack } from '../report/alert-slack.ts';
import { alertText } from '../report/alert-text.ts';
import { withResponse } from './advice.ts';
import { CLIENT, inRegion } from './clients.ts';
import { openSecurityHub } from './security-hub.ts';

type SinkConfig = AlertsConfig[number];
type Of<Type extends SinkConfig['type']> = Extract<SinkConfig, { readonly type: Type }>;

/** Bytes of a webhook's body at most. */
const POST = 200_000;

/**
 * The sinks of a configuration, with their clients. Throws ERR_CONFIG_INVALID, without the value, if an address or a
 * secret is missing in the environment or cannot be used.
 */
export function createSinks(
  config: AlertsConfig,
  environment: Environment,
  log: Log,
): readonly LevelledSink[] {
  return config.map((one, at) => {
    const sink = createSink(one, `alerts.${at}`, environment, log);
    return { ...sink, level: one.level, send: (alert, signal) => sink.send(withResponse(alert), signal) };
  });
}

/** A sink that calls a host, which no AWS permission tells of: whom it calls, and whom it may call. */
export interface Hook {
  readonly name: string;
  readonly host: string;
  readonly hosts: readonly string[];
}

/** The hooks of a configuration. Throws as `createSinks` does. */
export function hooksOf(config: AlertsConfig, environment: Environment): readonly Hook[] {
  return config.flatMap((one, at) => {
    if (one.type !== 'webhook' && one.type !== 'slack') return [];
    const { hostname } = addressOf(one.url, `alerts.${at}.url`, environment);
    return [{ name: one.name, host: hostname, hosts: one.hosts ?? [hostname] }];
  });
}

function createSink(one: SinkConfig, path: string, environment: Environment, log: Log): Sink {
  const { name } = one;
  switch (one.type) {
    case 'log':
      return createLogSink({ name, log, render: alertLogFields });
    case 'sns':
      return snsSink(one);
    case 'eventbridge': {
      const region = one.bus.split(':')[3] ?? one.region ?? namedRegion(environment);
      const client = new EventBridgeClient({ ...CLIENT, ...inRegion(region) });
      return createEventBusSink({ name, client, bus: one.bus, render: jsonOf(one.format) });
    }
    case 'webhook':
      return webhookSink(one, path, environment);
    case 'slack': {
      const url = addressOf(one.url, `${path}.url`, environment);
      const poster = createPoster({ name, hosts: one.hosts });
      return createSlackSink({ name, url, poster, version: VERSION, render: alertSlack });
    }
    case 'security-hub':
      return openSecurityHub({ name, region: one.region ?? namedRegion(environment) });
  }
}

function snsSink({ name, topic }: Of<'sns'>): Sink {
  const client = new SNSClient({ ...CLIENT, ...inRegion(topic.split(':')[3]) });
  const render = { subject: alertSubject, text: alertText, json: fitAlert, fields: alertFields };
  return createSnsSink({ name, client, topic, render });
}

function webhookSink(one: Of<'webhook'>, path: string, environment: Environment): Sink {
  const { name, format, hosts } = one;
  const url = addressOf(one.url, `${path}.url`, environment);
  const secretOf = (key: 'token' | 'secret') => {
    const text = one[key];
    return text === undefined ? undefined : resolveSecret(text, `${path}.${key}`, environment);
  };
  const auth = authOf(secretOf('token'), secretOf('secret'));
  const poster = createPoster({ name, hosts: hosts ?? [url.hostname] });
  const json = jsonOf(format);
  const render = (alert: Alert) => json(alert, POST);
  return createWebhookSink({ name, url, poster, auth, version: VERSION, render });
}

function authOf(token: string | undefined, secret: string | undefined): WebhookAuth {
  if (token !== undefined) return { kind: 'bearer', token };
  return secret === undefined ? { kind: 'none' } : { kind: 'hmac', secret };
}

function jsonOf(format: 'rolewarden' | 'ocsf'): (alert: Alert, most: number) => string {
  const write: AlertWriter =
    format === 'rolewarden' ? writeAlert : createOcsfWriter({ version: VERSION, techniques });
  return (alert, most) => fitAlert(alert, most, write);
}

/** The https address that a text of the configuration stands for. Throws ERR_CONFIG_INVALID. */
function addressOf(text: string, path: string, environment: Environment): URL {
  const value = resolveSecret(text, path, environment);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'https:') return url;
  throw new RolewardenError(
    'ERR_CONFIG_INVALID',
    `${path} is not an https address`,
    'set the variable that it names to an address such as https://hooks.example.com/…',
  );
}
