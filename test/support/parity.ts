import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { randomOf } from '../../scripts/random.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import type { Log } from '../../src/core/ports/ports.ts';
import { byText } from '../../src/core/text/ascii.ts';
import { replayed } from './replayed.ts';

const FOLDER = 'fixtures/scenarios';

/** A record as a story has it. */
export type Told = Readonly<Record<string, unknown>> & {
  readonly eventTime: string;
  readonly eventID: string;
};

/** One story: its records in event-time order, its configuration, and what a replay finds in it. */
export interface Story {
  readonly name: string;
  readonly records: readonly Told[];
  readonly config: string;
}

/** Every story under fixtures/scenarios. */
export function stories(): readonly Story[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const own = `${FOLDER}/${name}/rolewarden.yaml`;
      const lines = readFileSync(`${FOLDER}/${name}/events.jsonl`, 'utf8').trim().split('\n');
      const records: readonly Told[] = lines.map((line) => JSON.parse(line));
      return {
        name,
        records: [...records].sort((a, b) => byText(a.eventTime, b.eventTime)),
        config: existsSync(own) ? own : `${FOLDER}/rolewarden.yaml`,
      };
    });
}

const known = new Map<string, Promise<ReadonlyMap<string, Finding>>>();

/** What a replay finds, by id; each story is replayed once. */
export function expectedOf({ config, name }: Story): Promise<ReadonlyMap<string, Finding>> {
  const found =
    known.get(name) ??
    replayed([`${FOLDER}/${name}/events.jsonl`], config).then(
      ({ findings }) => new Map(findings.map((finding) => [finding.id, finding])),
    );
  known.set(name, found);
  return found;
}

/** The story's configuration with a store of the test's own, and no alerts that go anywhere. */
export function liveConfig({ config }: Story, redisPort: number, more: object = {}): Config {
  const store = { url: `redis://127.0.0.1:${redisPort}` };
  return { ...loadConfig(config), alerts: [], store, ...more };
}

/** Hears every finding of a live line: of copies and redeliveries of one call the best (docs/architecture.md). */
export function hearing(): {
  readonly log: Log;
  readonly findings: Map<string, Finding>;
  /** Whether it was said that the store did not answer, or learned nothing. */
  lost(): boolean;
} {
  const findings = new Map<string, Finding>();
  let lost = false;
  const error = () => {
    lost = true;
  };
  const debug = (fields: object) => {
    if (!('finding' in fields)) return;
    const finding: Finding = Object(fields.finding);
    const known = findings.get(finding.id);
    if (known === undefined || finding.score > known.score) findings.set(finding.id, finding);
  };
  return { log: { debug, info() {}, warn() {}, error }, findings, lost: () => lost };
}

/** Records in batches of at most so many, a second never divided: what a replay would judge together. */
export function inSeconds(records: readonly Told[], size: number): readonly (readonly Told[])[] {
  const batches: Told[][] = [];
  for (const record of records) {
    const last = batches.at(-1);
    const same = last?.at(-1)?.eventTime === record.eventTime;
    if (last === undefined || (last.length >= size && !same)) batches.push([record]);
    else last.push(record);
  }
  return batches;
}

/** Every record twice, each at any time up to 45 minutes after its own: how late and doubled a feed may bring them. */
export function doubledAndLate(records: readonly Told[], seed: number): readonly Told[] {
  const random = randomOf(seed);
  return [...records, ...records]
    .map((record) => ({ record, at: Date.parse(record.eventTime) + random() * 45 * 60_000 }))
    .sort((a, b) => a.at - b.at)
    .map(({ record }) => record);
}
