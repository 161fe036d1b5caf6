/** Where records are kept: a folder, or S3. */
export interface AuditPlace {
  /** As the configuration names it. */
  readonly name: string;
  /**
   * Writes a record as a whole or not at all; durable when it resolves. False, and nothing is written, if it exists.
   */
  writeOnce(name: string, text: string): Promise<boolean>;
  /** A record's text; undefined if there is none of that name. */
  read(name: string): Promise<string | undefined>;
  /** The greatest name of a record that begins so; undefined if there is none. */
  last(prefix: string): Promise<string | undefined>;
  /** Tests whether records can be written. Throws what prevents it. */
  probe(): Promise<void>;
}

/** An ISO time as a part of a record's name: names sort as times do. */
export const compact = (at: string) => at.replaceAll(/[^0-9TZ]/g, '');
