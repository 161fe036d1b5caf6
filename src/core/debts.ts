/** Alerts that come with no delivery, and so with nobody who would bring them again. Each has a name, and a text. */
export interface Debts {
  /** Writes one down, or its text anew. */
  owe(name: string, text: string): Promise<void>;
  /** All that are owed, by name. */
  owed(): Promise<ReadonlyMap<string, string>>;
  /** It was told, or is not owed any more. */
  pay(name: string): Promise<void>;
}
