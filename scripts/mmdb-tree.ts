/** Bits of one child in a MaxMind DB's tree. */
export type RecordSize = 24 | 28 | 32;

const EMPTY = 0;

/** A binary trie over 128 bits, to be filled, finished and written in that order. A child is 0 (empty), a node's index, or −(data offset) − 1. */
export function createTree() {
  let children = new Int32Array(1 << 16);
  let used = 1;
  let order: readonly number[] = [];
  const left = (node: number) => children[node * 2] ?? EMPTY;
  const right = (node: number) => children[node * 2 + 1] ?? EMPTY;
  const fill = (node: number, child: number) => {
    children[node * 2] = child;
    children[node * 2 + 1] = child;
  };
  const addNode = (child: number): number => {
    if (used * 2 + 2 > children.length) {
      const larger = new Int32Array(children.length * 2);
      larger.set(children);
      children = larger;
    }
    fill(used, child);
    return used++;
  };
  /** What may stand in a node's place: its one value if both halves have the same, else itself. */
  const simplest = (node: number): number => {
    if (left(node) > 0) children[node * 2] = simplest(left(node));
    if (right(node) > 0) children[node * 2 + 1] = simplest(right(node));
    return left(node) === right(node) && left(node) <= 0 ? left(node) : node;
  };
  const fromTop = function* (node: number): Generator<number> {
    yield node;
    for (const child of [left(node), right(node)]) if (child > 0) yield* fromTop(child);
  };
  return {
    insert(address: Uint8Array, bits: number, ref: number) {
      if (bits === 0) fill(0, -ref - 1);
      let node = 0;
      for (let depth = 0; depth < bits; depth++) {
        const slot = node * 2 + (((address[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1);
        if (depth === bits - 1) children[slot] = -ref - 1;
        else {
          const child = children[slot] ?? EMPTY;
          node = child > 0 ? child : addNode(child);
          children[slot] = node;
        }
      }
    },
    /** Merges what is equal and numbers the rest; returns how many nodes there are. */
    finish(): number {
      simplest(0);
      order = [...fromTop(0)];
      return order.length;
    },
    write(size: RecordSize): Buffer {
      const number = new Int32Array(used);
      for (const [at, node] of order.entries()) number[node] = at;
      const record = (child: number) => {
        if (child === EMPTY) return order.length;
        return child > 0 ? (number[child] ?? 0) : order.length + 16 - child - 1;
      };
      const out = Buffer.alloc((order.length * size) / 4);
      for (const [at, node] of order.entries()) {
        writeNode(out, (at * size) / 4, size, record(left(node)), record(right(node)));
      }
      return out;
    },
  };
}

function writeNode(out: Buffer, at: number, size: RecordSize, left: number, right: number): void {
  if (size === 24) {
    out.writeUIntBE(left, at, 3);
    out.writeUIntBE(right, at + 3, 3);
  } else if (size === 28) {
    out.writeUIntBE(left & 0xffffff, at, 3);
    out[at + 3] = ((left >>> 24) << 4) | (right >>> 24);
    out.writeUIntBE(right & 0xffffff, at + 4, 3);
  } else {
    out.writeUInt32BE(left, at);
    out.writeUInt32BE(right, at + 4);
  }
}
