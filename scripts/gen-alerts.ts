import { createApp, digest } from '../src/app.ts';
import { loadConfig } from '../src/config/load.ts';
import { revocationRules } from '../src/config/revocation-rules.ts';
import type { JudgedEvent } from '../src/core/action/acting.ts';
import { irrevocable } from '../src/core/action/irrevocable.ts';
import { callerGoesOn } from '../src/core/action/used.ts';
import { wouldHave } from '../src/core/action/would.ts';
import { withResponse } from '../src/effects/advice.ts';
import { alertText } from '../src/report/alert-text.ts';
import { createLog } from '../src/run/log.ts';
import { replay } from '../src/run/replay/replay.ts';

const FOLDER = 'fixtures/scenarios';
/** Story, its configuration, and the score from which its first alert on a call that was answered is shown. */
const SHOWN = [
  [
    'A stolen access key finds a role it can assume',
    'stolen-user-key-role-enumeration',
    'rolewarden.yaml',
    95,
  ],
  ['Somebody assumes a decoy role', 'root-and-decoy', 'root-and-decoy/rolewarden.yaml', 95],
  ['An Identity Center user is in two countries at once', 'impossible-travel', 'rolewarden.yaml', 90],
] as const;

/** The alerts of three stories as e-mail shows them: for the README. */
export async function alertsOfStories(): Promise<string> {
  const parts: string[] = [];
  for (const [title, story, config, from] of SHOWN) {
    const text = await firstAlert(`${FOLDER}/${story}/events.jsonl`, `${FOLDER}/${config}`, from);
    const block = `\`\`\`text\n${text}\`\`\``;
    // one is enough to read at first sight; the others open with a click
    parts.push(
      parts.length === 0
        ? `${title}:\n\n${block}`
        : `<details>\n<summary>${title}</summary>\n\n${block}\n\n</details>`,
    );
  }
  return parts.join('\n\n');
}

async function firstAlert(path: string, configPath: string, from: number): Promise<string> {
  const config = loadConfig(configPath);
  const rules = revocationRules(config, digest);
  const log = createLog('silent');
  const seen: JudgedEvent[] = [];
  const act = async (judged: readonly JudgedEvent[]) => {
    seen.push(...judged);
    return judged.map((one) => wouldHave(one, rules));
  };
  const app = await createApp({ config, log, act });
  await replay(app, { paths: [path], from: undefined, to: undefined, log, finding: () => {} });
  await app.close();
  const first = seen.find(
    ({ event, finding }) => event.outcome === 'success' && finding.score >= from && finding.repeatOf === null,
  );
  if (first === undefined) throw new Error(`${path} has no alert from ${from}`);
  const procedure = [
    ...(irrevocable(first.event)?.whatToDo ?? []),
    ...callerGoesOn(first.event, first.finding.lineage),
  ];
  const { finding } = wouldHave(first, rules);
  return alertText(withResponse({ finding, more: 0, procedure, effect: '' }));
}
