/** Keeps an entry as the newest; the oldest go where there are more than `most`: names that callers make up are without end. */
export function keepNewest<K, V>(all: Map<K, V>, key: K, value: V, most: number): void {
  all.delete(key);
  all.set(key, value);
  for (const oldest of all.keys()) {
    if (all.size <= most) return;
    all.delete(oldest);
  }
}
