import type { Finding } from '../core/finding.ts';
import { actionWords, labelOf } from './alert-words.ts';

/** What was done about a finding, or only would have been: a title, and a line for each action and command. */
export function deeds(finding: Finding): readonly [title: string, lines: readonly string[]] {
  const onlyWould = finding.actions.every(({ outcome }) => outcome.startsWith('would-'));
  const lines = actionWords(finding).flatMap(({ said, command, otherwise }) => [
    `- ${said}`,
    ...(command === null ? [] : [`  ${labelOf(command)}: ${command}`]),
    // a finding is kept as it was judged: somebody may have decided since
    ...(otherwise === null ? [] : [`  Reject: ${otherwise}`, '  Whether it still waits: rolewarden pending']),
  ]);
  return [onlyWould ? 'What would have been done' : 'What was done', lines];
}
