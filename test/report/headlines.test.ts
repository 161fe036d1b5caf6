import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { replayed } from '../support/replayed.ts';

const FOLDER = 'fixtures/scenarios';
const stories = readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
/** Rules that must name the caller or the role once more: they tell of a whole chain, or of a list of roles. */
const NAMING = new Set(['chain-never-seen', 'role-juggling', 'role-enumeration', 'slow-role-enumeration']);

it.each(stories)('the headlines of %s name the caller, the address and the role once', async (story) => {
  const own = `${FOLDER}/${story}/rolewarden.yaml`;
  const config = existsSync(own) ? own : `${FOLDER}/rolewarden.yaml`;
  const { findings } = await replayed([`${FOLDER}/${story}/events.jsonl`], config);
  for (const { actor, origin, role, signals, summary } of findings) {
    expect(summary).not.toMatch(/undefined|""|\bnull\b|[,:;.] ?[,:;.]| {2}/);
    if (signals.some(({ ruleId, summary: said }) => NAMING.has(ruleId) && summary.endsWith(said))) continue;
    const reason =
      signals.map((signal) => signal.summary).find((said) => summary.endsWith(`: ${said}`)) ?? '';
    // a second colon after that of the headline is hard to read
    expect(reason.replace(/\(.*?\)/g, '')).not.toContain(': ');
    for (const name of [actor.name, origin.ip, role?.name]) {
      if (name !== null && name !== undefined && name.length > 3) expect(reason).not.toContain(name);
    }
  }
});
