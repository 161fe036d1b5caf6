/** A list for a sentence: `a, b and 3 more`. */
export function listed(values: readonly string[], most = 4): string {
  const shown = [...values].sort().slice(0, most);
  const more = values.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ') || 'none';
}

/** Sentences as the parts of one: `that the role exists; a VPC endpoint`. */
export function joined(sentences: readonly string[]): string {
  // an abbreviation keeps its capital
  const parts = sentences.map((one) => one.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase()));
  return parts.map((one) => one.replace(/\.$/, '')).join('; ');
}

/** Attacker-controlled text in a sentence: short, and never a second line (sinks still encode). */
export function quoted(text: string | undefined, most = 80): string {
  const flat = (text ?? '').replace(/\s+/g, ' ');
  return `"${flat.length > most ? `${flat.slice(0, most)}…` : flat}"`;
}
