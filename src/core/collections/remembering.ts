/**
 * A pure function of a text that remembers what it said: at most `most` answers, in two halves, of which the older
 * goes when the younger is full. Texts come from callers, who may make up as many as they like. Answers are shared.
 */
export function remembering<T>(most: number, make: (text: string) => T): (text: string) => T {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (text) => {
    const recent = young.get(text);
    if (recent !== undefined) return recent;
    const answer = old.get(text) ?? make(text);
    if (young.size >= most / 2) {
      old = young;
      young = new Map();
    }
    young.set(text, answer);
    return answer;
  };
}
