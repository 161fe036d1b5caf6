import { Document, isMap, isScalar, isSeq, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import { UNSAFE } from '../core/text/escape.ts';
import { DAY } from '../core/time/days.ts';
import type { Observation } from './observation.ts';
import { count, type Section } from './section.ts';

/**
 * Writes a proposal as YAML that people can read and change, each value with its evidence in a comment. Values come
 * from recordings, so the YAML library writes them, what acts on a terminal is escaped, and every comment is one line.
 */
export function writeProposal(sections: readonly Section[], observed: Observation): string {
  const document = new Document({});
  for (const { path, about, entries } of sections) {
    const list = document.createNode(entries.map(({ value }) => value));
    if (!isSeq(list)) continue;
    list.flow = false;
    comment(
      list,
      entries.map(({ why }) => why),
    );
    list.commentBefore = ` ${plain(about)}`;
    document.setIn([...path], list);
  }
  document.commentBefore = header(observed);
  visit(document, {
    Scalar(_, node) {
      // only between double quotes YAML has escapes
      if (typeof node.value === 'string' && node.value.search(UNSAFE) >= 0) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).replace(UNSAFE, escaped);
}

function escaped(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16);
  if (char === '\n') return char;
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}

function comment(list: YAMLSeq, whys: readonly string[]): void {
  list.items.forEach((item, at) => {
    const text = ` ${plain(whys[at] ?? '')}`;
    if (isMap(item)) {
      item.commentBefore = text;
      flat(item);
    } else if (isScalar(item)) item.comment = text;
  });
}

/** Writes lists of numbers on one line: with hundreds of people, one day a line hides the rest. */
function flat(item: YAMLMap): void {
  for (const { value } of item.items) {
    if (!isSeq(value)) continue;
    value.flow = value.items.every((one) => isScalar(one) && typeof one.value === 'number');
  }
}

/** A text on one line, without control characters: nothing in a recording must end a comment. */
function plain(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300);
}

function header({ days, events }: Observation): string {
  return [
    ` A proposal, made from ${count(events, 'event')}${span([...days])}.`,
    ' The recordings may contain an attack: read every line before you use it, and delete what you do not recognise.',
    ' Nothing here was learned from refused calls, or from fewer than three days.',
  ].join('\n');
}

function span(days: readonly number[]): string {
  if (days.length === 0) return ': nothing was seen';
  const [first, final] = [Math.min(...days), Math.max(...days)].map((day) =>
    new Date(day * DAY).toISOString().slice(0, 10),
  );
  const when = first === final ? first : `${first} to ${final}`;
  return ` on ${count(days.length, 'day')}, ${when}`;
}
