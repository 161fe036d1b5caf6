import { isChange } from '../../core/event/changes.ts';
import { createScannerMachine, type ScannerMachine } from './scanner-machine.ts';

/** Records that must be parsed, and how many others were passed over. */
export interface Scanned {
  /** In the order of the list. The bytes are valid until the scanner is used again. */
  readonly slices: readonly { readonly bytes: Buffer; readonly index: number }[];
  /** Records of services of which nothing is read. */
  readonly passed: number;
}

/**
 * Reads one list of records, behind its `[`, and parses nothing: a record is passed over only if its bytes prove that
 * JSON.parse would make of it an object whose `eventSource` is an AWS service of which nothing is read.
 *
 * The proof: in valid JSON an unescaped quote always borders a string, so the bytes outside of strings, and with them
 * depth and the records' borders, are exact. A record passes if its own keys hold the raw text `"eventSource"` exactly
 * once, its value is a raw text `….amazonaws.com`, and nowhere in it stands `\u`, without which no key and no value can
 * spell these letters otherwise. Every other record is parsed. Between two records stands one comma and white space; at
 * anything else the scanner stops, and `rest` goes to the reader that looks at every byte. What is no JSON inside of a
 * record that passes is not seen.
 */
export interface Scanner {
  push(chunk: Buffer): Scanned;
  /** There are no more bytes. */
  end(): Scanned;
  /** Whether something unusual or the end of the list was met: nothing more is scanned. */
  stopped(): boolean;
  /** Bytes held for a record that is not whole yet. */
  held(): number;
  /** A copy of the bytes behind the last whole record, and the number of the record that they begin. */
  rest(): { readonly bytes: Buffer; readonly index: number };
  /** Gives the memory back; the scanner must not be used any more. */
  release(): void;
}

/** So many spaces are put behind the last byte, since the scanner looks ahead. */
const PADDING = 256;
const PAGE = 65_536;
/** Four numbers for each record: from, to, its number, and where its name is (0: it must be parsed). */
const FOUND_AT = 1_024 / 4;
const WINDOW = 65_536;
/** A memory that grew beyond this for a giant record is not kept. */
const KEPT_BYTES = 4 * 1_024 * 1_024;
const KEPT = 8;
const idle: ScannerMachine[] = [];

/** `watch`: records that `isWatched` may choose are not passed over either. */
export function createScanner(first: number, watch: boolean): Scanner {
  const machine = idle.pop() ?? createScannerMachine();
  let [bytes, numbers] = [Buffer.from(machine.memory.buffer), new Int32Array(machine.memory.buffer)];
  let [scanned, filled] = [WINDOW, WINDOW];
  machine.begin(first, watch ? 1 : 0);

  /** Moves what is not done with to the window's beginning, and makes room behind it. */
  const makeRoom = (more: number): void => {
    const done = machine.doneTo();
    if (done > WINDOW) {
      bytes.copyWithin(WINDOW, done, filled);
      machine.moved(done - WINDOW);
      scanned -= done - WINDOW;
      filled -= done - WINDOW;
    }
    const missing = filled + more + PADDING - bytes.length;
    if (missing <= 0) return;
    machine.memory.grow(Math.ceil(Math.max(missing, bytes.length) / PAGE));
    [bytes, numbers] = [Buffer.from(machine.memory.buffer), new Int32Array(machine.memory.buffer)];
  };

  const scan = (to: number): Scanned => {
    const slices: Scanned['slices'][number][] = [];
    const before = machine.next();
    while (machine.hasStopped() === 0) {
      scanned = machine.scan(scanned, to);
      for (let at = FOUND_AT; at < FOUND_AT + machine.count() * 4; at += 4) {
        const [from = 0, behind = 0, index = 0, name = 0] = numbers.subarray(at, at + 4);
        if (name === 0 || namesAChange(bytes, name))
          slices.push({ bytes: bytes.subarray(from, behind), index });
      }
      if (scanned + 64 + PADDING / 2 > to) break;
    }
    return { slices, passed: machine.next() - before - slices.length };
  };

  return {
    push(chunk) {
      makeRoom(chunk.length);
      bytes.set(chunk, filled);
      filled += chunk.length;
      return scan(filled);
    },
    end() {
      makeRoom(PADDING);
      bytes.fill(0x20, filled, filled + PADDING);
      return scan(filled + PADDING);
    },
    stopped: () => machine.hasStopped() === 1,
    held: () => filled - machine.doneTo(),
    rest: () => ({ bytes: Buffer.from(bytes.subarray(machine.doneTo(), filled)), index: machine.next() }),
    release() {
      if (idle.length < KEPT && bytes.length <= KEPT_BYTES) idle.push(machine);
    },
  };
}

/** Whether the name of a call is one that is read whoever makes it. */
function namesAChange(bytes: Buffer, at: number): boolean {
  return isChange(bytes.toString('latin1', at, bytes.indexOf(0x22, at)));
}
