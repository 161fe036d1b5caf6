import type { Alert } from '../core/action/alert.ts';
import { doneTitle } from './alert-actions.ts';
import { headline } from './alert-headline.ts';
import { doneLines, nowLines, thenLines, thenTitle } from './alert-text.ts';
import { alertFacts, alertReasons, alertSummary, explainLine, moreWords, traceWords } from './alert-words.ts';
import { encodeText } from './encode.ts';
import { STORE_WAS_DOWN } from './words.ts';

const HEADER = 150;
const BLOCK = 3_000;
const FIELD = 2_000;
/** The most blocks for one part of an alert; Slack takes 50 in all. */
const SECTIONS = 7;
/** What must not be cut in two: an entity, an escape of `encodeText`, or a character. */
const UNIT = /&(?:amp|lt|gt);|\\u\{[0-9a-f]{1,6}\}|./gsu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * An alert as the body of a Slack incoming webhook. What callers wrote is in plain-text elements only, with `&`, `<`
 * and `>` as entities, so that it cannot become a mention, a link or mark-up. Every text is within Slack's limits.
 */
export function alertSlack(alert: Alert): string {
  const { finding } = alert;
  const explain = explainLine(finding);
  const facts = alertFacts(finding).map(([label, text]) => plain(`${label}: ${text}`, FIELD));
  const blocks = [
    { type: 'header', text: plain(headline(alert), HEADER) },
    ...section([alertSummary(finding), moreWords(alert)]),
    { type: 'section', fields: facts },
    ...titled('Why', alertReasons(finding)),
    ...titled(doneTitle(finding), doneLines(alert)),
    ...titled('Do now', nowLines(alert)),
    ...titled(thenTitle(alert), thenLines(alert)),
    ...section(finding.degraded ? [STORE_WAS_DOWN] : []),
    ...context([traceWords(finding), explain ?? '']),
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

/** Text for Slack: encoded, with `&`, `<` and `>` as entities, in at most `most` UTF-16 units. */
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

function context(texts: readonly string[]): readonly object[] {
  const elements = texts.filter((text) => text !== '').map((text) => plain(text, FIELD));
  return elements.length === 0 ? [] : [{ type: 'context', elements }];
}

function titled(title: string, lines: readonly string[]): readonly object[] {
  return lines.length === 0 ? [] : section([title, ...lines]);
}

/** As many sections as the lines need, up to a limit. No line is divided between two: it may be a command. */
function section(lines: readonly string[]): readonly object[] {
  const texts: string[] = [];
  for (const line of lines.filter((one) => one !== '').map((one) => slackText(one, BLOCK))) {
    const last = texts.at(-1);
    const joined = last === undefined ? line : `${last}\n${line}`;
    if (last === undefined || joined.length > BLOCK) texts.push(line);
    else texts[texts.length - 1] = joined;
  }
  const kept = texts.length > SECTIONS ? [...texts.slice(0, SECTIONS), 'More is left out here.'] : texts;
  return kept.map((text) => ({ type: 'section', text: { type: 'plain_text', text, emoji: false } }));
}
