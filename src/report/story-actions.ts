import type { Finding } from '../core/finding/finding.ts';
import { type ActionWords, actionWords, doneTitle, NOTHING } from './alert-actions.ts';
import type { StoryContext } from './story-context.ts';

/** What was done about a finding, or would have been: a title, and a line for each action and each command. */
export function deeds(
  finding: Finding,
  { become }: Pick<StoryContext, 'become'> = {},
): readonly [title: string, lines: readonly string[]] {
  const onlyWould = finding.actions.every(({ outcome }) => outcome.startsWith('would-'));
  const lines = actionWords(finding, 'recorded').flatMap((words, at) => {
    const now = become?.(finding.actions[at]?.actionId ?? '');
    if (now === undefined) return [`- ${words.said}`, ...asKept(words)];
    return [`- ${words.said}`, `  Now: ${now.said}`, ...(now.waits ? commands(words) : [])];
  });
  const done = doneTitle(finding) === NOTHING ? NOTHING : 'What was done';
  return [onlyWould ? 'What would have been done' : done, lines];
}

/** The commands of an action as the finding has it: somebody may have decided since, so it says how to look. */
function asKept(words: ActionWords): readonly string[] {
  return [
    ...commands(words),
    ...(words.otherwise === null ? [] : ['  Whether it still waits: rolewarden pending']),
  ];
}

function commands({ command, label, otherwise }: ActionWords): readonly string[] {
  return [
    ...(command === null ? [] : [`  ${label}: ${command}`]),
    ...(otherwise === null ? [] : [`  Reject: ${otherwise}`]),
  ];
}
