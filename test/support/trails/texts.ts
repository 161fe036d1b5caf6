/** A document by name; some are too large for the smallest chunks. */
export type Case = readonly [name: string, bytes: Buffer];

/** The text of a record of STS. */
export const STS = '{"eventSource":"sts.amazonaws.com","eventName":"AssumeRole","eventID":"1"}';
/** The text of a record that is passed over. */
export const EC2 = '{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","eventID":"2"}';

/** A trail file of records that are written already. */
export function trail(...records: readonly string[]): string {
  return `{"Records":[${records.join(',')}]}`;
}

/** A document of this text or these bytes. */
export function named(name: string, text: string | Buffer): Case {
  return [name, Buffer.from(text)];
}

/** A record among others: what is wrong with it must not be wrong with them. */
export function among(name: string, record: string): Case {
  return named(name, trail(STS, EC2, record, EC2, STS));
}

/** A record with this source as it is written. */
export function ofSource(source: string): string {
  return `{"eventName":"Do","eventSource":${source},"eventID":"3"}`;
}

/** The whole numbers from one to another, both among them. */
export function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}
