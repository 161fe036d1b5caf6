/** Alerts that belong to no delivery, so that no redelivery would bring them again. Each has a name and a text. */
export interface Debts {
  /** Writes one down; under a name that is there, its new text. */
  owe(name: string, text: string): Promise<void>;
  /** All that are owed, by name. */
  owed(): Promise<ReadonlyMap<string, string>>;
  /** Strikes one off: it was told, or is not owed any more. */
  pay(name: string): Promise<void>;
}
