import { describe, expect, it } from 'vitest';
import { createLogSink } from '../../src/actions/sinks/log.ts';
import type { Alert } from '../../src/core/action/alert.ts';
import { alertFields, alertLogFields } from '../../src/report/alert-fields.ts';
import { alertSubject } from '../../src/report/alert-headline.ts';
import { fitAlert } from '../../src/report/alert-json.ts';
import { createOcsfWriter } from '../../src/report/alert-ocsf.ts';
import { alertSlack } from '../../src/report/alert-slack.ts';
import { alertText } from '../../src/report/alert-text.ts';
import { toAsff } from '../../src/report/asff.ts';
import { toNdjson } from '../../src/report/ndjson.ts';
import { toOcsf } from '../../src/report/ocsf.ts';
import { createTextReport } from '../../src/report/text.ts';
import { anAlert, poisoned } from './an-alert.ts';
import { HOSTILE } from './hostile-texts.ts';

const caps = { reputation: 30, timing: 20, sensitivity: 25, behaviour: 25, misuse: 100 };
const product = { version: '0.1.0', techniques: () => ['T1078.004'] };
const HUB = { partition: 'aws', region: 'eu-central-1', accountId: '111122223333' };
const PLENTY = 10_000_000;
const report = createTextReport({ color: false, width: 100, caps });

/** Written independently of the encoder: what acts on a terminal or a reader, or shows nothing. */
const ACTING: readonly (readonly [from: number, to: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  ...[0xad, 0x34f, 0x61c, 0x180e, 0x3164, 0xfeff, 0xffa0].map((code) => [code, code] as const),
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x200b, 0x200f],
  [0x2028, 0x202f],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfff9, 0xfffb],
  [0xfffe, 0xffff],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];
const unicode = (code: number) => `\\u{${code.toString(16)}}`;
const ACTS = new RegExp(`[${ACTING.map(([from, to]) => `${unicode(from)}-${unicode(to)}`).join('')}]`, 'u');

function acts(text: string): string | undefined {
  const found = ACTS.exec(text)?.[0];
  return found === undefined ? undefined : `U+${(found.codePointAt(0) ?? 0).toString(16)}`;
}

/** Every text in a JSON document, with its path. */
function texts(value: unknown, path = '$'): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

/** For each hostile text the faults that a check finds; all of them are shown at once. */
function faults(check: (alert: Alert, text: string) => readonly string[]): readonly string[] {
  return HOSTILE.flatMap((text) =>
    check(poisoned(text), text).map((fault) => `${JSON.stringify(text.slice(0, 60))}: ${fault}`),
  );
}

const lines = (text: string) => text.split('\n');
const fault = (wrong: boolean, said: string) => (wrong ? [said] : []);
const acting = (text: string, path = '') => {
  const found = acts(text);
  return found === undefined ? [] : [`${path} holds ${found}`];
};

describe(`${HOSTILE.length} hostile texts in every field`, () => {
  it('are at least three hundred', () => expect(HOSTILE.length).toBeGreaterThanOrEqual(300));

  it('act in no line of the text report, and forge none', () => {
    const shape =
      /^( CRITICAL 90 {2}ALERT {2}2026| {13}| {2}(who|behind|role|from|sum|context|unknown|action|ids) | {4,6}\+\d+ {2}| {10}|$)/;
    expect(
      faults(({ finding }) =>
        lines(report.finding(finding)).flatMap((line) => [
          ...acting(line),
          ...fault(!shape.test(line), `forged line ${JSON.stringify(line.slice(0, 40))}`),
        ]),
      ),
    ).toEqual([]);
  });

  it('act in no line of the alert’s text, forge none, and become no link', () => {
    const body = (alert: Alert) => lines(alertText(alert)).filter((line) => !line.startsWith('Full story'));
    const expected = body(poisoned('(x)')).length;
    expect(
      faults((alert, text) => {
        const shown = alertText(alert);
        return [
          ...lines(shown).flatMap((line) => acting(line)),
          ...fault(shown.includes('://'), 'a link'),
          ...fault(text !== '' && body(alert).length !== expected, 'lines forged'),
        ];
      }),
    ).toEqual([]);
  });

  it('are never part of a command to paste', () => {
    const command = /rolewarden (?:undo|approve|reject|revoke|explain) (\S*)(.*)$/;
    expect(
      faults((alert) =>
        lines(alertText(alert))
          .filter((line) =>
            /^ {2}(Undo|Approve|Reject|To end it now): |^Full story and next steps: /.test(line),
          )
          .flatMap((line) => {
            const [, id = '', rest = ''] = command.exec(line) ?? [];
            return fault(!/^[A-Za-z0-9][\w.-]*$/.test(id) || rest !== '', line);
          }),
      ),
    ).toEqual([]);
  });

  it('leave the subject printable ASCII of less than 100 characters that begins with the level', () => {
    expect(
      faults((alert) => {
        const subject = alertSubject(alert);
        return fault(
          !/^CRITICAL 90, revoked, and 41 more: [\x20-\x7e]{1,80}$/.test(subject) || subject.length >= 100,
          subject,
        );
      }),
    ).toEqual([]);
  });

  it('come back exactly from NDJSON and from the JSON of queues, hooks and buses, which is one harmless line', () => {
    expect(
      faults((alert) => {
        const [ndjson, json] = [toNdjson(alert.finding).trimEnd(), fitAlert(alert, PLENTY)];
        expect(JSON.parse(ndjson)).toEqual(alert.finding);
        expect(JSON.parse(json)).toEqual({ ...alert.finding, more: 41, steps: alert.procedure });
        return [...acting(ndjson), ...acting(json)];
      }),
    ).toEqual([]);
  });

  it('stay harmless and readable where the JSON had to be cut, and the cut is stated', () => {
    expect(
      faults((alert) => {
        const json = fitAlert(alert, 1_000);
        expect(JSON.parse(json)).toMatchObject({ schema: 'rolewarden.finding/1', score: 90, more: 41 });
        expect(JSON.parse(json).leftOut.length).toBe(7);
        return [...acting(json), ...fault(Buffer.byteLength(json) > 64_000, `${json.length} long`)];
      }),
    ).toEqual([]);
  });

  it('come back exactly from OCSF', () => {
    const write = createOcsfWriter(product);
    expect(
      faults((alert) => {
        const json = fitAlert(alert, PLENTY, write);
        const parsed = JSON.parse(json);
        expect(parsed.message).toBe(alert.finding.summary);
        expect(parsed.unmapped.more).toBe(41);
        expect(parsed.unmapped.lineage).toEqual(alert.finding.lineage);
        return [...acting(json), ...acting(toOcsf(alert.finding, product).trimEnd())];
      }),
    ).toEqual([]);
  });

  it('are plain text in Slack, with entities, within its limits, and mention nobody', () => {
    expect(
      faults((alert) => {
        const body = JSON.parse(alertSlack(alert));
        const found = texts(body.blocks).filter(([path]) => path.endsWith('.text'));
        const kinds = texts(body.blocks)
          .filter(([path]) => path.endsWith('.type'))
          .map(([, type]) => type);
        expect([body.mrkdwn, body.parse, body.link_names, body.unfurl_links]).toEqual([
          false,
          'none',
          false,
          false,
        ]);
        return [
          ...fault(kinds.includes('mrkdwn'), 'mark-up'),
          ...fault(body.blocks.length > 50, 'too many blocks'),
          ...fault(body.blocks[0].text.text.length > 150, 'long header'),
          ...[...found, ['text', body.text] as const].flatMap(([path, text]) => [
            ...lines(text).flatMap((line) => acting(line, path)),
            ...fault(/[<>]|&(?!amp;|lt;|gt;)/.test(text), `${path} unescaped: ${text.slice(0, 60)}`),
            ...fault(
              text.length > (path.includes('fields') || path.includes('elements') ? 2_000 : 3_000),
              `${path} long`,
            ),
            ...fault(text === '', `${path} empty`),
          ]),
        ];
      }),
    ).toEqual([]);
  });

  it('stay within Security Hub’s limits, and act in no text of it', () => {
    const most: Readonly<Record<string, number>> = {
      Id: 512,
      GeneratorId: 512,
      Title: 256,
      Description: 1_024,
      Text: 512,
      RoleName: 64,
      PrincipalName: 64,
    };
    expect(
      faults((alert) => {
        const asff = toAsff(alert, HUB, new Date('2026-03-14T02:20:00Z'));
        expect(asff.Resources).toHaveLength(1);
        return texts(asff).flatMap(([path, text]) => [
          ...acting(text, path),
          ...fault(text.trim() === '', `${path} blank`),
          ...fault(
            text.length > (most[path.split('.').at(-1) ?? ''] ?? 2_048),
            `${path} long: ${text.length}`,
          ),
        ]);
      }),
    ).toEqual([]);
  });

  it('act in no value of a log line or of an attribute to filter by, and leave none empty', () => {
    const seen: object[] = [];
    const hear = (fields: object) => void seen.push(fields);
    const log = { debug: hear, info: hear, warn: hear, error: hear };
    const sink = createLogSink({ name: 'log', log, render: alertLogFields });
    for (const text of HOSTILE) void sink.send(poisoned(text), new AbortController().signal);
    expect(seen).toHaveLength(HOSTILE.length);
    expect(seen.flatMap((fields) => texts(fields).flatMap(([path, text]) => acting(text, path)))).toEqual([]);
    expect(
      faults((alert) =>
        texts(alertFields(alert)).flatMap(([path, text]) => [
          ...acting(text, path),
          ...fault(text === '' || text.length > 128 * 2, `${path}: ${text.length}`),
        ]),
      ),
    ).toEqual([]);
  });
});

it('a harmless alert passes through all of it', () => {
  expect(alertSubject(anAlert())).toBe(
    'CRITICAL 90, revoked, and 41 more: alice -> DeployRole -> ProdAdmin in 444455556666 (AssumeRole)',
  );
});
