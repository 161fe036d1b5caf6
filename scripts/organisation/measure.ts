import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { createLog } from '../../src/run/log.ts';
import { replay } from '../../src/run/replay/replay.ts';
import { scoreOf } from '../../src/scoring/score.ts';
import type { RawCloudTrail } from '../records.ts';
import { type Attack, attacksOn, QUIET_DAYS } from './attack.ts';
import { EVASIONS } from './attacks-evasions.ts';
import { FEDERATION_TECHNIQUES } from './attacks-federation.ts';
import { FLOOD_TECHNIQUES } from './attacks-floods.ts';
import { FOOTHOLD_TECHNIQUES } from './attacks-footholds.ts';
import { LOGIN_TECHNIQUES } from './attacks-logins.ts';
import { MACHINE_TECHNIQUES } from './attacks-machines.ts';
import { MFA_TECHNIQUES } from './attacks-mfa.ts';
import { PEOPLE_TECHNIQUES } from './attacks-people.ts';
import { PORTAL_TECHNIQUES } from './attacks-portal.ts';
import { TRUST_TECHNIQUES } from './attacks-trust.ts';
import { type Cast, createCast, type Size } from './cast.ts';
import { proposedFrom } from './configure.ts';
import { ordinaryDays } from './quarter.ts';

/** The score from which on an alert goes out: the product's default. */
export const ALERT = 70;
/** The score from which on a finding is shown: the product's default. */
export const VISIBLE = 40;

/** What one seed gave. */
export interface Measured {
  readonly seed: number;
  readonly stsEvents: number;
  readonly days: number;
  /** Of the ordinary days alone. */
  readonly alerts: readonly Finding[];
  readonly visible: number;
  readonly attacks: readonly (Omit<Attack, 'records'> & {
    readonly score: number;
    readonly best: Finding | undefined;
  })[];
}

/** How an organisation is measured. */
export interface Trial {
  readonly size: Size;
  /** Take what `rolewarden init` proposes from the quiet days; otherwise zero configuration. */
  readonly configured?: boolean;
}

/**
 * One organisation: its ordinary days judged alone, and judged again with every attack among them. The attacks
 * share one replay: each has a day and a victim of its own.
 */
export async function measure(seed: number, { size, configured = false }: Trial): Promise<Measured> {
  const cast = createCast(seed, size);
  const ordinary = ordinaryDays(cast);
  const attacks = attacksOn(cast, [
    ...MACHINE_TECHNIQUES,
    ...TRUST_TECHNIQUES,
    ...PEOPLE_TECHNIQUES,
    ...PORTAL_TECHNIQUES,
    ...MFA_TECHNIQUES,
    ...FEDERATION_TECHNIQUES,
    ...EVASIONS,
    ...FLOOD_TECHNIQUES,
    ...LOGIN_TECHNIQUES,
    ...FOOTHOLD_TECHNIQUES,
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-quality-'));
  try {
    const databases = placesIn(folder, cast);
    const quiet = join(folder, 'ordinary.jsonl');
    write(quiet, ordinary);
    const config = { ...(configured ? await proposedFrom(quiet, QUIET_DAYS, databases) : {}), databases };
    const benign = await judged(quiet, config);
    const noisy = join(folder, 'attacked.jsonl');
    write(noisy, [...ordinary, ...attacks.flatMap(({ records }) => records)]);
    const attacked = await judged(noisy, config);
    return {
      seed,
      stsEvents: benign.stsEvents,
      days: size.days,
      alerts: benign.findings.filter(({ score, repeatOf }) => score >= ALERT && repeatOf === null),
      visible: benign.findings.filter(({ score }) => score >= VISIBLE).length,
      attacks: attacks.map((attack) => found(attack, attacked.findings)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function found({ records, ...attack }: Attack, findings: readonly Finding[]): Measured['attacks'][number] {
  const ids = new Set(records.flatMap((record) => [record['eventID'], record['sharedEventID'] ?? []].flat()));
  const own = findings.filter(({ event }) => ids.has(event.eventId)).sort((a, b) => b.score - a.score);
  return { ...attack, score: own[0]?.score ?? 0, best: own[0] };
}

async function judged(path: string, config: Readonly<Record<string, unknown>>) {
  const log = createLog('silent');
  const app = await createApp({ config: parseConfig(config, 'quality'), log });
  const findings: Finding[] = [];
  const { stsEvents } = await replay(app, {
    paths: [path],
    from: undefined,
    to: undefined,
    log,
    finding: (finding) => void findings.push(finding),
  });
  await app.close();
  return { findings, stsEvents };
}

function write(path: string, records: readonly RawCloudTrail[]): void {
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** Writes the databases of a cast's world into a folder. */
export function placesIn(
  folder: string,
  { scene }: Cast,
): { readonly country: string; readonly asn: string } {
  const { country, asn } = scene.world.databases;
  const paths = { country: join(folder, 'country.mmdb'), asn: join(folder, 'asn.mmdb') };
  writeFileSync(paths.country, country);
  writeFileSync(paths.asn, asn);
  return paths;
}

/** Rules without which a finding would have stayed below a threshold. */
export function carriedBy({ signals, score }: Finding, threshold: number): readonly string[] {
  if (score < threshold) return [];
  const { caps } = parseConfig({}, 'the defaults').scoring;
  const ids = [...new Set(signals.map(({ ruleId }) => ruleId))];
  return ids.filter(
    (id) =>
      scoreOf(
        signals.filter(({ ruleId }) => ruleId !== id),
        caps,
      ) < threshold,
  );
}
