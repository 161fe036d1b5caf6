import { DATABASES } from '../../scripts/places.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import type { Log } from '../../src/core/ports/ports.ts';
import { createLive, type Live } from '../../src/live.ts';
import { CATALOGUE } from '../../src/rules/catalogue.ts';

/** A live line as the container and the Lambda have it, with real Redis; alerts go to the log, which is dropped. */
export interface Line {
  readonly live: Live;
  /** Findings so far, by level. */
  readonly levels: Map<Finding['level'], number>;
  /** What it complained of, and how often: a store that was too slow is not what was to be measured. */
  readonly complaints: Map<string, number>;
}

/** Rules that ask for histories and windows: ten that most organisations would keep. */
export const TEN: readonly string[] = [
  'fan-out',
  'impossible-travel',
  'new-caller-for-role',
  'new-client',
  'new-country',
  'new-network',
  'new-role-for-actor',
  'off-hours',
  'role-enumeration',
  'token-two-networks',
];

/** Opens one with the rules that are named, or all. */
export async function openLine(redisPort: number, rules?: readonly string[]): Promise<Line> {
  const off = CATALOGUE.filter(({ id }) => rules?.includes(id) === false);
  const config = parseConfig(
    {
      databases: DATABASES,
      store: { url: `redis://127.0.0.1:${redisPort}` },
      rules: Object.fromEntries(off.map(({ id }) => [id, { mode: 'off' }])),
    },
    'bench',
  );
  const levels: Line['levels'] = new Map();
  const complaints: Line['complaints'] = new Map();
  const live = await createLive({ config, environment: {}, log: hearing(levels, complaints) });
  return { live, levels, complaints };
}

function hearing(levels: Line['levels'], complaints: Line['complaints']): Log {
  const complain = (fields: object, message: string) => {
    if (!('alert' in fields)) complaints.set(message, (complaints.get(message) ?? 0) + 1);
  };
  return {
    info() {},
    warn: complain,
    error: complain,
    debug(fields) {
      if (!('finding' in fields)) return;
      const { level }: Finding = Object(fields.finding);
      levels.set(level, (levels.get(level) ?? 0) + 1);
    },
  };
}
