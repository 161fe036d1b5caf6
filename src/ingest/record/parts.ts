import { type Fields, objectAt } from '../json/fields.ts';

/** The objects of a record that are read more than once, each opened once. */
export interface RecordParts {
  readonly record: Fields;
  readonly eventName: string;
  /** `userIdentity`. */
  readonly identity: Fields;
  /** `requestParameters`. */
  readonly asked: Fields;
  /** `responseElements`. */
  readonly granted: Fields;
  /** `additionalEventData`. */
  readonly additional: Fields;
}

/** Opens them; what is missing is an empty object. */
export function partsOf(record: Fields, eventName: string): RecordParts {
  return {
    record,
    eventName,
    identity: objectAt(record, 'userIdentity'),
    asked: objectAt(record, 'requestParameters'),
    granted: objectAt(record, 'responseElements'),
    additional: objectAt(record, 'additionalEventData'),
  };
}
