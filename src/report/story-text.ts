import type { Finding } from '../core/finding/finding.ts';
import { encodeText, wrapText, wrapWithCommand } from './encode.ts';
import { LINE_MARK, type Paragraph, paragraphs, withCommands } from './story.ts';
import type { StoryContext } from './story-context.ts';

/** What a story needs to be written as text. */
export interface StoryOptions extends StoryContext {
  /** Columns to wrap to. */
  readonly width: number;
}

/** The most code points of one line; NDJSON has the whole of a longer one. */
const ENTRY = 1_000;

/** A finding as a story for somebody who has never seen the tool. Ends with a line break. */
export function tellStory(finding: Finding, options: StoryOptions): string {
  const ours = withCommands(finding, options);
  return paragraphs(finding, options)
    .map((part) => written(part, options.width, ours))
    .join('\n');
}

function written([title, lines]: Paragraph, width: number, ours: ReadonlySet<string>): string {
  const columns = Math.max(60, Math.min(width, 110));
  const text = lines.flatMap((line) => {
    const mark = LINE_MARK.exec(line)?.[0] ?? '';
    const wrap = ours.has(line) ? wrapWithCommand : wrapText;
    const rest = wrap(encodeText(line.slice(mark.length), ENTRY), columns - 2 - mark.length);
    return rest.map((part, at) => `  ${at === 0 ? mark : ' '.repeat(mark.length)}${part}\n`);
  });
  return `${title}\n${text.join('')}`;
}
