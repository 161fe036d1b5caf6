import { readFileSync } from 'node:fs';

/** A metric in Prometheus's text format, summed over its labels. */
export function sumOf(text: string, name: string): number {
  const found = text.matchAll(new RegExp(`^rolewarden_${name}(?:_total)?(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
  return [...found].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** MiB of a process, now (VmRSS) or at most. Linux keeps the peak (VmHWM) itself: nothing is missed between two looks. */
export function memoryOf(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1_024;
}
