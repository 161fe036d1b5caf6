import { CHANGES } from '../../core/event/changes.ts';
import { TACTIC_OF } from '../../core/event/tactic.ts';
import { byAscii } from '../../core/text/ascii.ts';
import { jsonIn } from '../../core/text/json.ts';

/** The sources that every rule matches. Not detail-types, which vary; only AWS can send with a source in `aws.`. */
export const SOURCES = ['aws.sts', 'aws.signin', 'aws.sso'] as const;

/** Services whose every change is matched with `sessions: watch`: there are few, and each may open, arm or blind something. */
const WHOLE = [
  'iam',
  'rolesanywhere',
  'sso-directory',
  'organizations',
  'cloudtrail',
  'config',
  'guardduty',
  'securityhub',
  'access-analyzer',
];

/** Tactics whose calls only read: EventBridge would deliver each secret that a program reads. */
const READING: ReadonlySet<string> = new Set(['discovery', 'credential access']);

/** EventBridge takes patterns of so many characters, unless a higher quota was asked for. */
export const PATTERN_CAP = 2_048;

/**
 * The event pattern of a rule, as text. `watch` adds changes in other services, for the rules that look at them: whatever
 * `CHANGES` holds, and the calls by which `unusual-work` knows an attacker's work, unless they only read.
 */
export function eventPattern(watch: boolean): string {
  return JSON.stringify(patternOf(watch));
}

/** The same as an object, for templates. */
export function patternOf(watch: boolean): object {
  const issued = { source: SOURCES };
  if (!watch) return issued;
  return {
    $or: [
      issued,
      { source: WHOLE.map((service) => `aws.${service}`), detail: { readOnly: [false] } },
      { source: [{ prefix: 'aws.' }], detail: { eventName: namesElsewhere() } },
    ],
  };
}

function namesElsewhere(): readonly string[] {
  const changes = Object.entries(CHANGES).flatMap(([service, names]) =>
    names.map((name): readonly [string, string] => [service, name]),
  );
  const work = [...TACTIC_OF]
    .filter(([, tactic]) => !READING.has(tactic))
    .map(([call]): readonly [string, string] => {
      const [service = '', name = ''] = call.split(':');
      return [service, name];
    });
  const elsewhere = [...changes, ...work].filter(([service]) => !WHOLE.includes(service));
  return [...new Set(elsewhere.map(([, name]) => name))].sort();
}

/** Whether a rule's pattern matches the same events as ours: the order within lists does not matter. */
export function samePattern(text: string, watch: boolean): boolean {
  return JSON.stringify(ordered(jsonIn(text))) === JSON.stringify(ordered(patternOf(watch)));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(ordered).sort((a, b) => byAscii(JSON.stringify(a), JSON.stringify(b)));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => byAscii(a, b))
      .map(([key, one]) => [key, ordered(one)]),
  );
}
