import type { Alert } from '../core/alert.ts';
import { doneLines, procedureLines } from './alert-text.ts';
import {
  alertFacts,
  alertReasons,
  alertSummary,
  explainCommand,
  headline,
  moreWords,
} from './alert-words.ts';
import { encodeText } from './encode.ts';
import { ids } from './words.ts';

const HEADER = 150;
const BLOCK = 3_000;
const FIELD = 2_000;
/** An entity or an escape that was written here, or one character: what must not be cut. */
const UNIT = /&(?:amp|lt|gt);|\\u\{[0-9a-f]{1,6}\}|./gsu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * An alert as the body of a Slack incoming webhook. What callers wrote stands in plain-text elements only, with `&`,
 * `<` and `>` as entities: no mention, link or mark-up can come of it. Within Slack's limits for every text.
 */
export function alertSlack(alert: Alert): string {
  const { finding } = alert;
  const explain = explainCommand(finding);
  const facts = alertFacts(finding).map(([label, text]) => plain(`${label}: ${text}`, FIELD));
  const blocks = [
    { type: 'header', text: plain(headline(alert), HEADER) },
    ...section([alertSummary(finding), moreWords(alert)]),
    { type: 'section', fields: facts },
    ...section(alertReasons(finding)),
    ...section(doneLines(alert)),
    ...section(procedureLines(alert)),
    ...section(finding.degraded ? ['The store was down: rules that need history were not asked.'] : []),
    {
      type: 'context',
      elements: [
        plain(`CloudTrail: ${ids(finding)}`, FIELD),
        ...(explain === null ? [] : [plain(explain, FIELD)]),
      ],
    },
  ];
  return JSON.stringify({
    text: slackText(headline(alert), HEADER),
    mrkdwn: false,
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks,
  });
}

/** Text for Slack: encoded, its three control characters as entities, at most `most` UTF-16 units. */
export function slackText(text: string, most: number): string {
  const lines = text
    .split('\n')
    .map((line) => encodeText(line))
    .join('\n');
  const safe = lines.replace(/[&<>]/g, (char) => ENTITIES[char] ?? char);
  if (safe.length <= most) return safe;
  let kept = '';
  for (const unit of safe.match(UNIT) ?? []) {
    if (kept.length + unit.length > most - 1) break;
    kept += unit;
  }
  return `${kept}…`;
}

function plain(text: string, most: number): object {
  return { type: 'plain_text', text: slackText(text, most), emoji: false };
}

function section(lines: readonly string[]): readonly object[] {
  const text = lines.filter((line) => line !== '').join('\n');
  return text === '' ? [] : [{ type: 'section', text: plain(text, BLOCK) }];
}
