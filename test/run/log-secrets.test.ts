import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../src/run/log.ts';
import { alerting, kinesisEvent, sqsEvent, startHandler, startTopic } from '../support/lambda-lab.ts';
import { runCommand } from '../support/run-command.ts';

/** What nobody may be shown, whatever says it. */
const SECRET = 'IQoJb3JpZ2luX2VjECanaryhunter2';
/** Fields in which CloudTrail or a caller can put a secret, known and unknown ones. */
const FIELDS = [
  'sessionToken',
  'secretAccessKey',
  'sAMLAssertion',
  'SAMLAssertion',
  'webIdentityToken',
  'externalId',
  'tokenCode',
  'password',
  'clientSecret',
  'nobodyKnowsThis',
];

/** A value with the secret in all of those fields, in every object. */
function laced(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(laced);
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.entries(value).map(([name, one]) => [name, laced(one)]);
  return Object.fromEntries([...own, ...FIELDS.map((name) => [name, SECRET])]);
}

const RECORDS: readonly unknown[] = readdirSync('fixtures/scenarios', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('events.jsonl'))
  .flatMap((name) =>
    readFileSync(join('fixtures/scenarios', name), 'utf8')
      .trim()
      .split('\n')
      .slice(-20)
      .map((line): unknown => laced(JSON.parse(line))),
  );
/** Records that are none: the secret where it breaks the form, or in what is cut off. */
const BROKEN: readonly string[] = [
  SECRET,
  `{"Records":[{"responseElements":{"credentials":{"sessionToken":"${SECRET}`,
  `{"Records":[{"eventName":"${SECRET}"}]}`,
  `{"Records":[{"eventVersion":"1.11","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","eventTime":"${SECRET}"}]}`,
  `{"${SECRET}":1}`,
  JSON.stringify({ Records: [{ userIdentity: { type: SECRET }, eventTime: SECRET }] }),
];

describe('a worker that says all it can', () => {
  const lines: string[] = [];
  const said = () => lines.join('');
  let topic: Awaited<ReturnType<typeof startTopic>>;
  let handler: Awaited<ReturnType<typeof startHandler>>;
  beforeAll(async () => {
    topic = await startTopic();
    vi.stubEnv('AWS_ENDPOINT_URL_SNS', topic.url);
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
    const alerts = [
      { type: 'log', level: 'info' },
      { type: 'sns', topic: 'arn:aws:sns:us-east-1:123456789012:alerts', level: 'info' },
    ];
    const log = createLog('debug', { write: (text) => lines.push(text) });
    handler = await startHandler(alerting({ alerts }), log);
  });
  afterEach(() => void lines.splice(0));
  afterAll(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await handler.live.close();
    await topic.close();
  });

  it('says no secret of what it judges, in its log, its metrics and its alerts', async () => {
    for (let at = 0; at < RECORDS.length; at += 100) {
      const bodies = RECORDS.slice(at, at + 100).map((record) => JSON.stringify({ Records: [record] }));
      await handler.invoke(sqsEvent(bodies));
    }
    expect(topic.published.length).toBeGreaterThan(20);
    expect(said().length).toBeGreaterThan(10_000);
    expect(topic.published.filter((text) => text.includes(SECRET))).toEqual([]);
    expect(lines.filter((line) => line.includes(SECRET))).toEqual([]);
  });

  it('says no secret of what it cannot read', async () => {
    await handler.invoke(sqsEvent(BROKEN));
    await handler.invoke(kinesisEvent(BROKEN));
    for (const body of BROKEN) await handler.invoke({ detail: body, body });
    expect(said()).toContain('put aside');
    expect(lines.filter((line) => line.includes(SECRET))).toEqual([]);
  });
});

it.each(['text', 'ndjson', 'html', 'ocsf'])('a report says no secret either: %s', async (format) => {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-secrets-'));
  const file = join(folder, 'events.jsonl');
  writeFileSync(file, `${[...RECORDS.map((one) => JSON.stringify(one)), ...BROKEN].join('\n')}\n`);
  const { stderr, stdout } = await runCommand(
    ['replay', file, '--format', format],
    {},
    new AbortController().signal,
  );
  expect(stdout.length + stderr.length).toBeGreaterThan(100);
  expect(`${stdout}${stderr}`).not.toContain(SECRET);
});
