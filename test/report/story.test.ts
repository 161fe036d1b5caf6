import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { service, user } from '../../scripts/callers.ts';
import { assumeRole, serviceRole } from '../../scripts/records.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Finding, Signal } from '../../src/core/finding/finding.ts';
import { type StoryOptions, tellStory } from '../../src/report/story-text.ts';
import { createTextReport } from '../../src/report/text.ts';
import { whence } from '../../src/report/words.ts';
import { CATALOGUE } from '../../src/rules/catalogue.ts';
import { levelOf, scoreOf } from '../../src/scoring/score.ts';
import { eventOf } from '../support/events.ts';
import { replayed } from '../support/replayed.ts';
import { aFinding } from './a-finding.ts';

const { scoring } = parseConfig({}, 'test');
const options: StoryOptions = {
  width: 100,
  caps: scoring.caps,
  thresholds: scoring.thresholds,
  about: (id) => CATALOGUE.find((rule) => rule.id === id),
  rescore: (signals: readonly Signal[]) => {
    const score = scoreOf(signals, scoring.caps);
    return { score, level: levelOf(score, scoring.thresholds) };
  },
};
const FOLDER = 'fixtures/scenarios';
const stories = readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const flat = (text: string) => text.replace(/\s+/g, ' ');

async function topOf(name: string): Promise<Finding> {
  const own = `${FOLDER}/${name}/rolewarden.yaml`;
  const config = existsSync(own) ? own : `${FOLDER}/rolewarden.yaml`;
  const { findings } = await replayed([`${FOLDER}/${name}/events.jsonl`], config);
  const top = [...findings].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))[0];
  if (top === undefined) throw new Error(`${name} has no finding`);
  return top;
}

it('says what a workload did that never calls STS itself', async () => {
  const told = flat(tellStory(await topOf('at-work-inside-a-pod'), options));
  expect(told).toContain(
    'checkout-pod was seen on 30 days before. Known: - kinds of work: credential access',
  );
  expect(told).not.toContain('never seen before');
});

describe.each(stories)('the story of %s', (name) => {
  it('names who, where, every signal and rule, the sum, and what to do', async () => {
    const finding = await topOf(name);
    const story = flat(tellStory(finding, options));
    expect(story).toContain(flat(finding.actor.name));
    expect(story).toContain(`Score ${finding.score} of 100, ${finding.level}`);
    for (const { ruleId, summary, points } of finding.signals) {
      expect(story).toContain(`+${points} ${flat(summary)}`.slice(0, 60));
      expect(story).toContain(ruleId);
    }
    expect(story).toContain('What would have changed the verdict');
    if (finding.signals.length > 0) expect(story).toMatch(/What to do next 1\. /);
    for (const { actor } of finding.lineage) expect(story).toContain(flat(actor.name));
  });

  it('says of nothing that it lasts: a recording is read on any day', async () => {
    const finding = await topOf(name);
    const told = `${JSON.stringify(finding)} ${flat(tellStory(finding, options))}`;
    expect(told).not.toMatch(/still (?:active|works|valid)|end it now/);
  });

  it('has points that a person can add up to its score', async () => {
    const { signals, score } = await topOf(name);
    const byFamily = new Map<keyof typeof scoring.caps, number>();
    for (const { family, points } of signals) byFamily.set(family, (byFamily.get(family) ?? 0) + points);
    const sum = [...byFamily].reduce(
      (all, [family, points]) => all + Math.min(points, scoring.caps[family]),
      0,
    );
    expect(Math.min(100, sum)).toBe(score);
  });
});

describe('a story', () => {
  it('reads like this', async () => {
    expect(tellStory(await topOf('stolen-instance-credentials'), options)).toMatchSnapshot();
    expect(tellStory(await topOf('borrowed-name'), options)).toMatchSnapshot();
    expect(tellStory(await topOf('new-colleague'), options)).toMatchSnapshot();
  });

  it('does not say of a service that it called from itself', () => {
    const given = { account: '111122223333', role: { account: '111122223333', name: 'R' }, session: 's' };
    const record = serviceRole({ at: '2026-03-02T09:00:00Z', by: service('ec2.amazonaws.com'), ...given });
    const story = flat(tellStory(aFinding(eventOf(record)), options));
    expect(story).toContain('The call was made by ec2.amazonaws.com (service). ');
  });

  it('says what would turn the verdict', () => {
    const story = flat(tellStory(aFinding(), options));
    expect(story).toContain('It alerts only because of impossible-travel.');
    expect(story).toContain('- without impossible-travel: 25, low');
  });

  it('says that nothing is kept below the medium level, and of the first day that nothing is usual', () => {
    expect(tellStory(aFinding({}, { usual: null }), options)).toContain('not kept for findings below medium');
    const usual = { actor: { covered: false, days: 2, known: {}, emerging: {} }, role: null };
    expect(tellStory(aFinding({}, { usual }), options)).toContain('too few to call anything usual');
  });

  it.each(['192.0.2.1', '10.0.0.5', '127.0.0.1', '8.8.8.8', 'fd00::7', 'ec2.amazonaws.com'])(
    'names the address of its headline, whatever is known of %s',
    (from) => {
      const record = assumeRole({
        at: '2026-03-02T09:00:00Z',
        by: user('111122223333', 'dave'),
        from,
        account: '111122223333',
        role: { account: '111122223333', name: 'R' },
        session: 's',
      });
      const finding = aFinding(eventOf(record));
      expect(finding.summary).toContain(from);
      expect(whence(finding)).toContain(from);
      expect(flat(tellStory(finding, options))).toContain(`from ${whence(finding)}`);
    },
  );

  it('counts no account that is unknown', () => {
    const { lineage } = aFinding();
    const unknown = lineage.map((entry) => ({ ...entry, role: null, accountId: null }));
    const story = flat(tellStory({ ...aFinding(), lineage: unknown }, options));
    expect(story).toContain('In short: alice → a session → ProdAdmin.');
    expect(flat(tellStory(aFinding(), options))).toContain('ProdAdmin, across 2 accounts.');
  });

  it('names a network without a name once', () => {
    const { origin } = aFinding();
    const unnamed = { ...aFinding(), origin: { ...origin, network: 'AS64500' } };
    expect(whence(unnamed)).toBe('203.0.113.7 (Recife, Brazil, AS64500)');
  });

  it.each(['\u001b[2J', 'a\nWhat to do next\n  1. Nothing', '\u202e', '\u0000'])(
    'is not forged by %j',
    (evil) => {
      const actor = { ...aFinding().actor, name: evil };
      const story = tellStory({ ...aFinding(), actor, summary: evil }, options);
      expect([...story].filter((char) => /\p{C}/u.test(char) && char !== '\n')).toEqual([]);
      expect(story.match(/^What to do next$/gm)?.length).toBe(1);
    },
  );
});

describe('what a story says is to be done', () => {
  it('is what the alert says: the key that still works, and the command as one line', async () => {
    const path = `${FOLDER}/stolen-user-key-role-enumeration/events.jsonl`;
    const { findings } = await replayed([path], `${FOLDER}/rolewarden.yaml`);
    const finding = findings.find(
      ({ cause, session }) => cause !== null && typeof session?.accessKeyId === 'string',
    );
    if (finding === undefined) throw new Error('no session was issued');
    const story = tellStory(finding, options);
    expect(finding.steps?.[0]).toMatch(/^The session was requested with the long-term access key AKIA/);
    expect(story).toContain(
      'What to do now\n  1. The session was requested with the long-term access key AKIA',
    );
    expect(story).toMatch(
      /^ +aws iam update-access-key --user-name 'backup-bot' --access-key-id AKIA\w+ --status Inactive$/m,
    );
    expect(flat(story)).toMatch(/It issued ASIA\w+, until 2026-04-\d\d \d\d:\d\d:\d\d UTC\./);
  });

  it('has no command twice, and is left out where there is nothing', () => {
    const end = 'rolewarden undo rw-7Q2M';
    const actions = [
      { action: 'revoke-session', actionId: 'rw-7Q2M', mode: 'auto', outcome: 'applied', detail: null },
    ];
    const given = tellStory({ ...aFinding(), actions, steps: [`Undo: ${end}`] }, options);
    expect([given.split(end).length, given.includes('What to do now')]).toEqual([2, false]);
    expect(tellStory(aFinding(), options)).not.toContain('What to do now');
  });
});

describe('a command that others wrote', () => {
  // printable, as a token's subject, a user agent or the name of a call may be; no line has room for it
  const evil = `repo:x: aws iam put-user-policy --user-name bot --policy-name ${'x '.repeat(80)}; go`;

  it('never stands on a line of its own, as our advice does', () => {
    const { actor, signals } = aFinding();
    const actions = [
      { action: 'revoke-session', actionId: null, mode: 'by-hand', outcome: 'impossible', detail: evil },
    ];
    const finding: Finding = {
      ...aFinding(),
      actor: { ...actor, name: evil },
      summary: evil,
      signals: signals.map((signal) => ({ ...signal, summary: evil })),
      context: [{ kind: 'suppression', id: 'x', reason: evil, until: null, removed: [] }],
      actions,
    };
    for (const width of [60, 80, 100]) {
      const text = createTextReport({ color: false, width, caps: scoring.caps }).finding(finding);
      const lines = `${tellStory(finding, { ...options, width })}\n${text}`.split('\n');
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    }
  });

  it('does not hinder our own', () => {
    const command = `rolewarden revoke --role arn:aws:iam::111122223333:role/${'r'.repeat(60)}`;
    const detail = `session ASIAX is still active; to end all sessions of the role: ${command}`;
    const actions = [
      { action: 'revoke-session', actionId: null, mode: 'by-hand', outcome: 'advised', detail },
    ];
    const finding = { ...aFinding(), actions, steps: [`End every session: ${command} (add --dry-run).`] };
    expect(tellStory(finding, options).match(new RegExp(`^ +${command}$`, 'gm'))?.length).toBe(2);
    const text = createTextReport({ color: false, width: 100, caps: scoring.caps }).finding(finding);
    expect(text).toMatch(new RegExp(`^ +${command}$`, 'm'));
  });
});

describe('what a story says was done', () => {
  const told = (
    mode: string,
    outcome: string,
    actionId: string | null,
    detail: string | null = 'ProdAdmin/fix',
  ) =>
    tellStory(
      { ...aFinding(), actions: [{ action: 'revoke-session', actionId, mode, outcome, detail }] },
      options,
    );

  it('names what is in force, with the line that takes it back', () => {
    const story = told('auto', 'applied', 'rw-7Q2M');
    expect(story).toContain(
      'What was done\n  - revoke-session rw-7Q2M done (auto): ProdAdmin/fix\n    Undo: rolewarden undo rw-7Q2M\n',
    );
    expect(told('auto', 'rewritten', 'rw-7Q2M')).toContain('    Undo: rolewarden undo rw-7Q2M\n');
  });

  it('names what waits, with the lines that decide', () => {
    const story = told('confirm', 'pending', 'rw-7Q2M');
    expect(story).toContain('revoke-session rw-7Q2M waiting for approval (confirm): ProdAdmin/fix\n');
    expect(story).toContain(
      '    Approve: rolewarden approve rw-7Q2M\n    Reject: rolewarden reject rw-7Q2M\n    Whether it still waits: rolewarden pending\n',
    );
  });

  it('says what only would have been done, and what was not', () => {
    const would = told('shadow', 'would-apply', 'rw-7Q2M');
    expect(would).toContain(
      'What would have been done\n  - revoke-session rw-7Q2M would have been applied (shadow)',
    );
    expect(would).toMatch(/\n {4}To end it \(active until 20[\d-]+T[\d:]+Z\): rolewarden revoke ASIA\w+\n/);
    expect(would).not.toMatch(/What was done|rolewarden (?:undo|approve|reject)/);
    const refused = told('auto', 'refused', null, 'the event is too old');
    expect(refused).toContain('Nothing was done\n  - revoke-session not done (auto): the event is too old\n');
    expect(refused).not.toMatch(/rolewarden (?:undo|approve|reject)/);
  });

  it('says nothing where there were no actions', () => {
    const story = tellStory({ ...aFinding(), actions: [] }, options);
    expect(story).not.toMatch(/What was done|What would have been done/);
  });

  it.each(['\u001b[2J', 'a\nWhat was done\n  Undo: rolewarden undo x', '\u202e'])(
    'is not forged by %j',
    (evil) => {
      const story = told('auto', 'applied', `rw ${evil}`, evil);
      expect([...story].filter((char) => /\p{C}/u.test(char) && char !== '\n')).toEqual([]);
      expect(story.match(/^What was done$/gm)?.length).toBe(1);
      expect(story).not.toMatch(/^ *Undo: /m);
    },
  );
});
