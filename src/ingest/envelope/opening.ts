import type { ObjectName } from '../../core/ports/delivery.ts';
import { OBJECTS, PROBLEMS } from '../json/limits.ts';
import type { OpenedDelivery, Problem, RawRecord } from '../json/record.ts';

/** Collects what is found in one delivery, within limits. */
export interface Opening {
  record(value: unknown): void;
  /** Something cannot be read; `bytes` is its size, where it is known. */
  problem(reason: string, bytes?: number): void;
  /** A result of Rolewarden itself: the same reason is listed once. */
  own(reason: string): void;
  /** A notification names a file. */
  object(name: ObjectName): void;
  /** Everything that was found. */
  opened(): OpenedDelivery;
}

/** Begins to collect. `where` is for messages, as in `RawRecord`. */
export function createOpening(where: string): Opening {
  const records: RawRecord[] = [];
  const problems: Problem[] = [];
  const objects: ObjectName[] = [];
  let more = 0;
  const problem = (reason: string, bytes = 0) => {
    if (problems.length < PROBLEMS) problems.push({ where, reason, bytes });
    else more++;
  };
  return {
    record: (value) => void records.push({ value, where }),
    problem,
    own(reason) {
      if (!problems.some((one) => one.reason === reason))
        problems.push({ where, reason, bytes: 0, own: true });
    },
    object(name) {
      if (objects.length < OBJECTS) objects.push(name);
      else problem(`names more than ${OBJECTS} files`);
    },
    opened() {
      const reason = `more than ${PROBLEMS} problems in one delivery`;
      const last = more > 0 ? [{ where, reason, bytes: 0 }] : [];
      return { records, problems: [...problems, ...last], objects };
    },
  };
}
