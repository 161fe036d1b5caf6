import { stringify } from 'yaml';
import { user } from './callers.ts';
import { placeDatabases } from './places.ts';
import { assumeRole } from './records.ts';
import { STORIES } from './scenarios/index.ts';
import { createStage } from './scenarios/stage.ts';
import type { Story } from './scenarios/story.ts';
import { ENVELOPES, wrap } from './wrap.ts';

const DATABASES = { country: '../places/country.mmdb', asn: '../places/asn.mmdb' };

/** Every generated fixture: path below fixtures/ → content. The same bytes in every run. */
export function fixtureFiles(): ReadonlyMap<string, string | Buffer> {
  const { country, asn } = placeDatabases();
  return new Map<string, string | Buffer>([
    ['places/country.mmdb', country],
    ['places/asn.mmdb', asn],
    ['scenarios/rolewarden.yaml', stringify({ databases: DATABASES })],
    ...STORIES.flatMap(storyFiles),
    ...envelopeFiles(),
  ]);
}

function storyFiles(story: Story): readonly (readonly [string, string])[] {
  const stage = createStage(story.seed);
  const found = story.tell(stage);
  const at = (file: string) => `scenarios/${story.name}/${file}`;
  const events = stage.records().map((record) => `${JSON.stringify(record)}\n`);
  const own = Object.entries(story.files ?? {}).map(([name, content]) => [at(name), content] as const);
  const deeper = Object.fromEntries(Object.entries(DATABASES).map(([kind, path]) => [kind, `../${path}`]));
  return [
    [at('events.jsonl'), events.join('')],
    [at('expected.json'), `${JSON.stringify({ alerts: story.alerts, found }, null, 2)}\n`],
    [at('README.md'), page(story, found.length > 0)],
    ...(story.config === undefined
      ? []
      : [[at('rolewarden.yaml'), stringify({ databases: deeper }) + story.config] as const]),
    ...own,
  ];
}

function page({ alerts, config: own, name, text, title, why }: Story, seen: boolean): string {
  const quiet = seen ? 'Must be seen, and not alert' : 'Must not alert';
  const verdict = alerts.atMost > 0 ? 'Must alert' : quiet;
  const config = `fixtures/scenarios/${own === undefined ? '' : `${name}/`}rolewarden.yaml`;
  return [
    `# ${title}`,
    text,
    `**${verdict}.** ${why}`,
    `\`rolewarden replay fixtures/scenarios/${name}/events.jsonl --config ${config}\``,
    'Written by `npm run fixtures`: change the story in `scripts/scenarios/`, not these files.\n',
  ].join('\n\n');
}

/** One record in every envelope that is JSON by itself. */
function envelopeFiles(): readonly (readonly [string, string])[] {
  const record = assumeRole({
    at: '2026-03-02T09:30:00Z',
    by: user('111122223333', 'alice', { mfa: true }),
    from: '192.0.2.33',
    account: '111122223333',
    role: { account: '111122223333', name: 'Developer' },
    session: 'alice',
  });
  return ENVELOPES.flatMap((name) => {
    const body = wrap(name, [record]);
    return typeof body === 'string'
      ? []
      : [[`envelopes/${name}.json`, `${JSON.stringify(body, null, 2)}\n`] as const];
  });
}
