import { MINUTE } from '../../core/time/days.ts';

/** Calls `call` now and each minute, until the returned function is called. Does not keep the process alive. */
export function sendCanaries(call: () => Promise<void>): () => void {
  void call();
  const timer = setInterval(() => void call(), MINUTE).unref();
  return () => clearInterval(timer);
}
