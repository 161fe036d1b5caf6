import { createHash } from 'node:crypto';
import type { Log, Poison, Quarantine } from '../../core/ports/ports.ts';

/** Describes a delivery that cannot be read, wherever it is kept, without its content. */
export interface PoisonLabel {
  readonly delivery: string;
  readonly source: string | null;
  /** The first five of `count`. */
  readonly problems: readonly { readonly where: string; readonly reason: string }[];
  readonly count: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The delivery's bytes as they came, or as JSON if a runtime has parsed them. */
export function bytesOf({ body }: Poison['delivery']): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : written(body));
}

/** JSON; empty for a value nested too deeply to be written, whose bytes are lost: redelivering it would not help. */
function written(body: unknown): string {
  try {
    return JSON.stringify(body) ?? '';
  } catch {
    return '';
  }
}

/** The label of a delivery with these bytes. */
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

/** The default quarantine: a log line for each delivery, without its content. */
export function createLogQuarantine(log: Log): Quarantine {
  return {
    async keep(poison) {
      log.error(labelOf(poison, bytesOf(poison.delivery)), 'put aside');
    },
    close() {},
  };
}
