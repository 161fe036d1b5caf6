/** The part of the standard that is used here; @types/node declares less, and lib.dom brings a browser with it. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    /** By so many pages of 64 KiB; the old buffer is detached. */
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    readonly exports: Readonly<Record<string, Memory | ((...values: readonly number[]) => number)>>;
    constructor(module: Module);
  }
}
