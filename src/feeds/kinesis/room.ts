/** One page's share of what may be in flight: from before records are requested until the last of them is settled. */
export interface Share {
  /** Reduces the share to what was received and is not settled yet; the rest is free for others. */
  keep(count: number, bytes: number): void;
}

/** Bounds what is in flight, by number and by size. */
export interface FlightRoom {
  /** Records that were received and are not settled. */
  readonly count: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Waits, first come first served, until so much is free; undefined once the signal aborts. */
  reserve(count: number, bytes: number, signal: AbortSignal): Promise<Share | undefined>;
}

interface Amount {
  readonly count: number;
  readonly bytes: number;
}

interface Waiter extends Amount {
  readonly admit: () => void;
}

/** `changed` is called after each change of `count` or `bytes`. What is larger than the whole room gets it alone. */
export function createRoom(
  most: { readonly count: number; readonly bytes: number },
  changed: () => void,
): FlightRoom {
  const reserved = { count: 0, bytes: 0 };
  const received = { count: 0, bytes: 0 };
  const waiters: Waiter[] = [];
  const fits = ({ bytes, count }: Waiter) =>
    reserved.count === 0 || (reserved.count + count <= most.count && reserved.bytes + bytes <= most.bytes);
  const admitNext = () => {
    for (let next = waiters[0]; next !== undefined && fits(next); next = waiters[0]) {
      waiters.shift();
      add(reserved, next, 1);
      next.admit();
    }
  };
  const share = (held: Amount): Share => {
    let kept: Amount = { count: 0, bytes: 0 };
    let taken = held;
    return {
      keep(count, bytes) {
        add(reserved, taken, -1);
        add(received, kept, -1);
        kept = taken = { count, bytes };
        add(reserved, taken, 1);
        add(received, kept, 1);
        changed();
        admitNext();
      },
    };
  };
  return {
    get count() {
      return received.count;
    },
    get bytes() {
      return received.bytes;
    },
    reserve(count, bytes, signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const leave = () => {
          waiters.splice(waiters.indexOf(waiter), 1);
          resolve(undefined);
          admitNext();
        };
        const admit = () => {
          signal.removeEventListener('abort', leave);
          resolve(share({ count, bytes }));
        };
        const waiter: Waiter = { count, bytes, admit };
        signal.addEventListener('abort', leave, { once: true });
        waiters.push(waiter);
        admitNext();
      });
    },
  };
}

function add(to: { count: number; bytes: number }, { bytes, count }: Amount, sign: 1 | -1): void {
  to.count += sign * count;
  to.bytes += sign * bytes;
}
