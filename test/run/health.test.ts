import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { FeedHealth } from '../../src/core/ports/feed.ts';
import { MEASURES, type MeasureMeta } from '../../src/core/ports/meter.ts';
import type { Log } from '../../src/core/ports/ports.ts';
import { type HealthServer, serveHealth } from '../../src/run/consume/health.ts';
import { createPrometheus, prometheusName } from '../../src/run/consume/prometheus.ts';

const WELL: FeedHealth = { ok: true, detail: 'well' };
let server: HealthServer | undefined;
let said: string[] = [];
const note = (fields: object, message: string) => void said.push(`${message}: ${JSON.stringify(fields)}`);
const log: Log = { debug: note, info: note, warn: note, error: note };
afterEach(async () => {
  said = [];
  await server?.close();
});

async function serve(parts: { readonly live?: FeedHealth; readonly store?: FeedHealth } = {}) {
  server = await serveHealth({
    listen: { host: '127.0.0.1', port: 0 },
    live: () => parts.live ?? WELL,
    ready: async () => ({ feed: WELL, store: parts.store ?? WELL, acting: WELL }),
    metrics: () => Promise.reject(new Error('broken')),
    log,
  });
  return `http://${server.address}`;
}

describe('the health server', () => {
  it('says what is alive and what is ready', async () => {
    const url = await serve({ store: { ok: false, detail: 'lost' } });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz?verbose`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, feed: WELL, store: { ok: false, detail: 'lost' }, acting: WELL },
    ]);
    await server?.close();
    const stuck = await fetch(`${await serve({ live: { ok: false, detail: 'stuck' } })}/livez`);
    expect([stuck.status, await stuck.text()]).toEqual([503, 'stuck\n']);
  });

  it('answers GET alone, three addresses alone, survives what fails, and logs why', async () => {
    const url = await serve();
    expect((await fetch(`${url}/livez`, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(405);
    expect((await fetch(`${url}/../etc/passwd`)).status).toBe(404);
    expect((await fetch(`${url}/livez`, { headers: { long: 'x'.repeat(10_000) } })).status).toBe(431);
    const failed = await fetch(`${url}/metrics`);
    expect([failed.status, await failed.text()]).toEqual([500, 'failed\n']);
    expect(said).toEqual(['a health request was answered with 500: {"reason":"broken"}']);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  it('closes although somebody holds a connection', async () => {
    const { hostname, port } = new URL(await serve());
    const socket = connect(Number(port), hostname).on('error', () => {});
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    await server?.close();
    await ended;
  });
});

describe('the meter of Prometheus', () => {
  it('shows every measure under its name, counters from 0 on', async () => {
    const { contentType, text } = createPrometheus();
    const page = await text();
    expect(contentType).toContain('version=0.0.4');
    for (const [measure, meta] of Object.entries<MeasureMeta>(MEASURES)) {
      const name = prometheusName(measure, meta);
      expect(page).toContain(`# TYPE ${name} ${meta.kind}`);
      for (const value of meta.label?.values ?? [])
        expect(page).toContain(`${name}{${meta.label?.name}="${value}"} 0`);
    }
    expect(page).toContain('\nprocess_cpu_seconds_total ');
  });

  it.each([
    ['deliveries', 'rolewarden_deliveries_total'],
    ['degraded_seconds', 'rolewarden_degraded_seconds_total'],
    ['in_flight_bytes', 'rolewarden_in_flight_bytes'],
    ['last_event', 'rolewarden_last_event_seconds'],
    ['lag', 'rolewarden_lag_seconds'],
  ] as const)('%s is %s', (measure, name) => {
    expect(prometheusName(measure, MEASURES[measure])).toBe(name);
  });

  it('measures, and never throws', async () => {
    const { meter, read, text } = createPrometheus();
    meter.add('deliveries', 2, 'done');
    meter.add('deliveries', 1, 'done');
    meter.add('deliveries', 1);
    meter.add('events', 1, 'unasked');
    meter.add('events', Number.NaN);
    meter.add('events', -1);
    meter.set('feed_lost', 1);
    meter.set('feed_lost', Number.NaN);
    meter.observe('lag', 7);
    meter.observe('lag', Number.NaN);
    expect([read('deliveries', 'done'), read('events'), read('feed_lost')]).toEqual([3, 0, 1]);
    const page = await text();
    expect(page).toContain('rolewarden_deliveries_total{fate="done"} 3');
    expect(page).toContain('rolewarden_lag_seconds_bucket{le="10"} 1');
    expect(page).toContain('rolewarden_lag_seconds_count 1');
  });
});
