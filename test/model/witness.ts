import type { Alert } from '../../src/core/action/alert.ts';
import { actionIdOf, denyPolicy } from '../../src/core/action/deny-policy.ts';
import type { Heard } from './iam.ts';
import { bornSoFar, callerNow } from './job.ts';
import { CAPS } from './process.ts';
import { EVENTS, ROLES } from './story.ts';

/** Sees everything that reaches the outside, and what of it must never have. */
export interface Witness {
  readonly violations: string[];
  readonly wrote: Heard;
  admitted(actionId: string): void;
  heard(alert: Alert): void;
  /** What was told of an event: the outcomes, in order. */
  told(findingId: string): readonly string[];
  /** A person has decided on it: caps do not count it. */
  decided(actionId: string): void;
  /** The ledger has lost everything, and counts anew. */
  forgot(): void;
}

const MINUTE = 60_000;

export function createWitness({
  files,
  now,
}: {
  readonly now: () => number;
  readonly files: ReadonlyMap<string, string>;
}): Witness {
  const violations: string[] = [];
  const alerts = new Map<string, string[]>();
  const admitted = new Map<string, number>();
  /** When people were told that it waits for them, in jobs begun. */
  const waits = new Map<string, number>();
  const persons = new Set<string>();
  /** When the ledger last lost everything, in jobs begun. */
  let lostAt = 0;
  /** Admitted at any time, or decided by a person. */
  const permitted = new Set<string>();
  const [Fenced, Guarded] = [ROLES.Fenced, ROLES.Guarded];
  const must = (holds: boolean, words: string) => {
    if (!holds) violations.push(words);
  };
  return {
    violations,
    wrote({ document, name, role }) {
      if (document === undefined) return;
      const actionId = actionIdOf(name) ?? name;
      const event = EVENTS.find(({ intent }) => intent.actionId === actionId);
      const which = `${name} on ${role.target.name}`;
      must(
        ![Fenced, Guarded].some(({ target }) => target.name === role.target.name),
        `${which}: it is protected`,
      );
      must(files.has(`revoke-${actionId}.json`), `${which}: without an audit record`);
      must(event?.role.target.name === role.target.name, `${which}: nothing happened there`);
      must(event !== undefined && denyPolicy(event.intent) === document, `${which}: another document`);
      const since = waits.get(actionId) ?? Number.POSITIVE_INFINITY;
      const late = persons.has(actionId) ? false : (callerNow()?.born ?? 0) >= since;
      must(!late, `${which}: it waits for a person`);
      must(permitted.has(actionId), `${which}: not counted against the caps`);
    },
    admitted(actionId) {
      permitted.add(actionId);
      if (admitted.has(actionId)) return;
      admitted.set(actionId, now());
      const within = (ms: number, role?: string) =>
        [...admitted].filter(([id, at]) => {
          const of = EVENTS.find(({ intent }) => intent.actionId === id)?.role.target.name;
          return now() - at < ms && (role === undefined || of === role);
        }).length;
      const role = EVENTS.find(({ intent }) => intent.actionId === actionId)?.role.target.name;
      must(within(30 * MINUTE, role) <= CAPS.perRole, `${actionId}: the cap of the role is exceeded`);
      must(within(10 * MINUTE) <= CAPS.perAccount, `${actionId}: the cap of the account is exceeded`);
      must(within(60 * MINUTE) <= CAPS.perHour, `${actionId}: the cap of the hour is exceeded`);
      must(within(24 * 60 * MINUTE) <= CAPS.perAccountDay, `${actionId}: the cap of the day is exceeded`);
    },
    heard({ finding: { actions, id } }) {
      const outcomes = actions.length === 0 ? ['nothing'] : actions.map(({ outcome }) => outcome);
      // what was decided before the loss may be told after it, and binds nobody who comes later
      const outlived = (callerNow()?.born ?? lostAt) < lostAt;
      for (const { actionId, outcome } of actions) {
        if (outcome === 'pending' && actionId !== null && !outlived && !waits.has(actionId))
          waits.set(actionId, bornSoFar());
      }
      alerts.set(id, [...(alerts.get(id) ?? []), ...outcomes]);
    },
    told: (id) => alerts.get(id) ?? [],
    decided(actionId) {
      persons.add(actionId);
      permitted.add(actionId);
    },
    forgot() {
      admitted.clear();
      waits.clear();
      lostAt = bornSoFar();
    },
  };
}
