import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isZone, localTime } from '../../../src/core/time/zone.ts';

describe('local time', () => {
  it('follows daylight saving to the minute', () => {
    expect(localTime(Date.UTC(2026, 2, 29, 0, 59), 'Europe/Berlin')).toEqual({
      hour: 1,
      weekday: 7,
      date: '2026-03-29',
    });
    expect(localTime(Date.UTC(2026, 2, 29, 1, 0), 'Europe/Berlin').hour).toBe(3);
    expect(localTime(Date.UTC(2026, 9, 25, 1, 30), 'Europe/Berlin').hour).toBe(2);
    expect(localTime(Date.UTC(2026, 0, 1, 3, 0), 'America/New_York')).toEqual({
      hour: 22,
      weekday: 3,
      date: '2025-12-31',
    });
  });

  it('agrees with Intl at any instant of 2020 to 2030 in zones with odd offsets', () => {
    const zones = [
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Africa/Casablanca',
      'Pacific/Apia',
    ];
    const formatters = new Map(
      zones.map((zone) => [
        zone,
        new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }),
      ]),
    );
    const instant = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (time, zone) => {
        expect(localTime(time, zone).hour).toBe(Number(formatters.get(zone)?.format(time)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the host’s own zone', () => {
    const script =
      "import('./src/core/time/zone.ts').then((z) => console.log(JSON.stringify(z.localTime(Date.UTC(2026, 9, 25, 0, 30), 'Europe/Berlin'))))";
    const outputs = ['UTC', 'America/New_York', 'Asia/Kolkata'].map((TZ) =>
      execFileSync(process.execPath, ['--import', 'tsx', '-e', script], {
        encoding: 'utf8',
        env: { ...process.env, TZ },
      }),
    );
    expect(new Set(outputs)).toEqual(new Set(['{"hour":2,"weekday":7,"date":"2026-10-25"}\n']));
  });

  it('tells an IANA zone from an abbreviation', () => {
    expect(isZone('Europe/Berlin')).toBe(true);
    expect(isZone('UTC')).toBe(true);
    expect(isZone('CET')).toBe(false);
    expect(isZone('Europe/Atlantis')).toBe(false);
  });
});
