import { type Evidence, FAMILIES, type Finding, type Signal } from '../core/finding/finding.ts';
import { encodeText, splitCommand } from '../report/encode.ts';
import type { ReportHead } from '../report/html-data.ts';
import { LINE_MARK, type Paragraph, paragraphs, urgent, WEIGHED, withCommands } from '../report/story.ts';
import type { StoryContext } from '../report/story-context.ts';
import { rate } from '../scoring/score.ts';
import { type Child, el } from './dom.ts';

/** Paragraphs that come before what is to be done: what happened, and who is behind it. */
const BEFORE = 2;

/** The whole story of a finding, in the words of the text report and of `rolewarden explain`. */
export function storyOf(
  finding: Finding,
  head: ReportHead,
  known: (id: string) => boolean,
  follow: (id: string) => void,
): HTMLElement {
  const context = contextOf(head);
  const first = urgent(finding, context);
  const ours = withCommands(finding, context);
  const titles = new Set(first.map(([title]) => title));
  // a terminal shows the end of a text, a page its beginning
  const all = paragraphs(finding, context).filter(([title]) => !titles.has(title));
  const middle = all.findIndex(([title]) => title === WEIGHED);
  const flow = (parts: readonly Paragraph[]) =>
    el('div', { class: 'flow' }, ...parts.map((part) => paragraph(part, ours)));
  const others = [finding.repeatOf, ...finding.lineage.map((entry) => entry.finding)];
  const links = [...new Set(others)].flatMap((id) => (id !== null && known(id) ? [link(id, follow)] : []));
  const seeAlso = links.length === 0 ? [] : [el('section', {}, el('h3', {}, 'Findings it names'), ...links)];
  return el(
    'div',
    { class: 'story' },
    flow([...all.slice(0, BEFORE), ...first, ...all.slice(BEFORE, middle)]),
    ...all.slice(middle, middle + 1).map((part) => weighed(part, finding, head)),
    flow(all.slice(middle + 1)),
    ...seeAlso,
  );
}

function contextOf({ caps, thresholds, rules }: ReportHead): StoryContext {
  return {
    caps,
    thresholds,
    about: (ruleId) => rules[ruleId],
    rescore: (signals) => rate(signals, { caps, thresholds }),
  };
}

/** A paragraph whose lines with a mark become lists. `ours`: lines in which a command is ours. */
function paragraph([title, lines]: Paragraph, ours: ReadonlySet<string>): HTMLElement {
  const parts: HTMLElement[] = [];
  for (const line of lines) {
    const mark = LINE_MARK.exec(line)?.[0].trim();
    const text = line.replace(LINE_MARK, '');
    const said = ours.has(line) ? withCommand(text) : [text];
    if (mark === undefined) parts.push(el('p', {}, ...said));
    else if (mark === '') parts.push(el('p', { class: 'inset' }, ...said));
    else listed(parts, mark === '-' ? 'ul' : 'ol', said);
  }
  return el('section', {}, el('h3', {}, title), ...parts);
}

/** A line of ours whose command, if it has one, is a piece of its own: one click selects it. */
function withCommand(text: string): readonly Child[] {
  const split = splitCommand(encodeText(text));
  if (split === undefined) return [text];
  const [before, command, after] = split;
  return [`${before} `, el('code', { class: 'command' }, command), after === '' ? '' : ` ${after}`];
}

/** Adds an entry to the list at the end of `parts`, or begins a list there. */
function listed(parts: HTMLElement[], tag: 'ul' | 'ol', said: readonly Child[]): void {
  const last = parts.at(-1);
  const list = last?.localName === tag ? last : el(tag);
  list.append(el('li', {}, ...said));
  if (list !== last) parts.push(list);
}

/** The signals as a table, each with its evidence and why it matters, and their sum. */
function weighed([title, lines]: Paragraph, { signals }: Finding, { rules }: ReportHead): HTMLElement {
  const heads = ['Points', 'What was seen', 'Evidence'];
  const rows = [...signals].sort(inOrder).map((signal) => signalRow(signal, rules[signal.ruleId]?.why));
  return el(
    'section',
    {},
    el('h3', {}, title),
    el(
      'table',
      { class: 'signals', 'aria-label': title },
      el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
      el('tbody', {}, ...rows),
    ),
    el('p', {}, lines.at(-1) ?? ''),
  );
}

function signalRow(
  { ruleId, family, points, summary, evidence }: Signal,
  why: string | undefined,
): HTMLElement {
  return el(
    'tr',
    {},
    el('td', { class: 'points' }, `+${points}`),
    el(
      'td',
      {},
      el('div', {}, summary, ' ', el('span', { class: 'rule' }, `${family}/${ruleId}`)),
      ...(why === undefined ? [] : [el('div', { class: 'quiet' }, why)]),
    ),
    el('td', {}, evidenceOf(evidence)),
  );
}

function evidenceOf(evidence: Evidence): HTMLElement {
  const facts = Object.entries(evidence).map(([name, value]) =>
    el(
      'div',
      {},
      el('dt', {}, name),
      el('dd', {}, typeof value === 'boolean' ? yesOrNo(value) : String(value)),
    ),
  );
  return el('dl', { class: 'evidence' }, ...facts);
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function link(id: string, follow: (id: string) => void): Child {
  const button = el('button', { type: 'button', class: 'link' }, id);
  button.addEventListener('click', () => follow(id));
  return button;
}

/** Sorts signals: families in the reverse order of `FAMILIES`, then the most points first. */
function inOrder(a: Signal, b: Signal): number {
  return FAMILIES.indexOf(b.family) - FAMILIES.indexOf(a.family) || b.points - a.points;
}
