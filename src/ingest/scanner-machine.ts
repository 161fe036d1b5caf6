import { SCANNER_CODE } from './scanner-code.ts';

/** What scanner/records.ts exports; places are addresses in its memory. */
export interface ScannerMachine {
  readonly memory: WebAssembly.Memory;
  begin(number: number, watch: number): void;
  scan(from: number, to: number): number;
  moved(by: number): void;
  hasStopped(): number;
  doneTo(): number;
  next(): number;
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
    if (typeof made !== 'function') throw new Error(`the scanner has no ${name}`);
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
