import { createHash } from 'node:crypto';
import type { Log, Poison, Quarantine } from '../core/ports.ts';

/** What is said of a delivery that cannot be read, wherever it is kept: never its content. */
export interface PoisonLabel {
  readonly delivery: string;
  readonly source: string | null;
  /** The first five, `where` and why. */
  readonly problems: readonly { readonly where: string; readonly reason: string }[];
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The delivery's bytes as they came, or as JSON where a runtime has parsed them. */
export function bytesOf({ body }: Poison['delivery']): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : written(body));
}

/** A value may be nested too deep to be written: its bytes are lost then, and it must not come again for that. */
function written(body: unknown): string {
  try {
    return JSON.stringify(body) ?? '';
  } catch {
    return '';
  }
}

export function labelOf({ delivery, problems }: Poison, bytes: Buffer): PoisonLabel {
  return {
    delivery: delivery.id,
    source: delivery.source ?? null,
    problems: problems.slice(0, 5),
    count: problems.length,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** The default: a line in the log. */
export function createLogQuarantine(log: Log): Quarantine {
  return {
    async keep(poison) {
      log.error(labelOf(poison, bytesOf(poison.delivery)), 'put aside');
    },
    close() {},
  };
}
