/** The entries of these keys, as far as there are any. */
export function picked<K, V>(all: ReadonlyMap<K, V>, keys: readonly K[]): ReadonlyMap<K, V> {
  const some = new Map<K, V>();
  for (const key of keys) {
    const value = all.get(key);
    if (value !== undefined) some.set(key, value);
  }
  return some;
}
