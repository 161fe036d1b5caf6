/**
 * Outcomes that are news, the worst first: an alert is sent for them even if it repeats a cause, and its subject names the
 * worst of them.
 */
export const NEWS = ['tampered', 'failed', 'pending', 'retrying', 'rewritten', 'applied'] as const;

/** An outcome that is news. */
export type NewsOutcome = (typeof NEWS)[number];

/** What may become of a revocation, as findings (`actions[].outcome`), alerts and metrics name it. */
export const OUTCOMES = [
  ...NEWS,
  'refused',
  'impossible',
  'advised',
  'would-apply',
  'would-wait',
  'would-refuse',
] as const;

/** What became of a revocation. */
export type ActionOutcome = (typeof OUTCOMES)[number];

/** Whether an outcome is news. */
export const isNews = (outcome: string): outcome is NewsOutcome => NEWS.some((one) => one === outcome);
