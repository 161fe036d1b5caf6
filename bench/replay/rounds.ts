import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOf, shuffled } from '../../scripts/random.ts';
import { middle } from '../support/table.ts';
import type { Corpus } from './corpus.ts';
import type { Entrant } from './entrants.ts';
import { type Measured, measure } from './measure.ts';

/** What an entrant's rounds gave: medians. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly cpuSeconds: number | undefined;
  /** The worst of all rounds. */
  readonly peakMb: number | undefined;
}

/**
 * Rounds in which every entrant runs once as a process of its own, in an order that is thrown anew. Throws if one of
 * them counts other STS records than there are.
 */
export function roundsOf(
  corpus: Corpus,
  entrants: readonly Entrant[],
  rounds: number,
  say: (text: string) => void,
): readonly Result[] {
  const scratch = mkdtempSync(join(tmpdir(), 'rolewarden-rounds-'));
  const random = randomOf(1);
  const all = entrants.map((entrant): { entrant: Entrant; done: Measured[] } => ({ entrant, done: [] }));
  // so that the first to run does not wait for the disk
  for (const name of readdirSync(corpus.logs)) readFileSync(join(corpus.logs, name));
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const { done, entrant } of shuffled(all, random)) {
        const measured = measure(entrant.command(corpus, scratch));
        agree(corpus, entrant, entrant.counted(measured.stdout, scratch));
        done.push(measured);
        say(`round ${round}: ${entrant.id} ${measured.seconds.toFixed(2)} s`);
      }
    }
    return all.map(({ done, entrant: { id, title } }) => ({ id, title, ...resultOf(done) }));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function agree({ records }: Corpus, { id }: Entrant, counted: number | undefined): void {
  if (counted !== undefined && counted !== records.sts)
    throw new Error(`${id} counts ${counted} STS records, but there are ${records.sts}`);
}

function resultOf(done: readonly Measured[]): Omit<Result, 'id' | 'title'> {
  const seconds = done.map((one) => one.seconds);
  const cpu = done.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
  const peaks = done.flatMap(({ peakMb }) => peakMb ?? []);
  return {
    seconds: middle(seconds),
    fastest: Math.min(...seconds),
    slowest: Math.max(...seconds),
    cpuSeconds: cpu.length === 0 ? undefined : middle(cpu),
    peakMb: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}
