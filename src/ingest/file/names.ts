const RECORDING = /\.(json|jsonl|ndjson|log)(\.gz)?$|\.gz$/i;
/** Siblings of `CloudTrail/` in a trail's bucket that hold no events. */
const NO_EVENTS = /^CloudTrail-(Digest|Insight|Aggregated|NetworkActivity)$/;

/** Whether a file may be a recording, by its name. */
export function isRecording(name: string): boolean {
  return RECORDING.test(name);
}

/** Whether a folder of a trail's bucket holds no events. */
export function holdsNoEvents(folder: string): boolean {
  return NO_EVENTS.test(folder);
}
