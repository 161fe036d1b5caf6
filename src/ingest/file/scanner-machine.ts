import { SCANNER_CODE } from './scanner-code.ts';

/** What scanner/records.ts exports, and says more of. Places are addresses in its memory. */
export interface ScannerMachine {
  readonly memory: WebAssembly.Memory;
  /** Begins a list with the number of its first record; `watch` is 1 or 0. */
  begin(number: number, watch: number): void;
  /** Scans a part; returns where to go on. */
  scan(from: number, to: number): number;
  /** The bytes were moved so far to the front. */
  moved(by: number): void;
  /** 1 once something unusual or the end of the list was met. */
  hasStopped(): number;
  /** The place behind the last whole record. */
  doneTo(): number;
  /** The number of the next record. */
  next(): number;
  /** How many records the last `scan` reports. */
  count(): number;
}

let compiled: WebAssembly.Module | undefined;

/** An instance with a memory of its own. Compiled once in each thread, which takes about 3 ms. */
export function createScannerMachine(): ScannerMachine {
  compiled ??= new WebAssembly.Module(Buffer.from(SCANNER_CODE, 'base64'));
  const { exports } = new WebAssembly.Instance(compiled);
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('the scanner has no memory');
  const call = (name: string) => {
    const made = exports[name];
    if (!isCall(made)) throw new Error(`the scanner has no ${name}`);
    return made;
  };
  return {
    memory,
    begin: call('begin'),
    scan: call('scan'),
    moved: call('moved'),
    hasStopped: call('hasStopped'),
    doneTo: call('doneTo'),
    next: call('next'),
    count: call('count'),
  };
}

type Call = (...values: readonly number[]) => number;

/** Everything that WebAssembly exports as a function takes and gives numbers. */
function isCall(made: unknown): made is Call {
  return typeof made === 'function';
}
