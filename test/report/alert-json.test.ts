import { describe, expect, it } from 'vitest';
import { fitAlert } from '../../src/report/alert-json.ts';
import { createOcsfWriter } from '../../src/report/alert-ocsf.ts';
import { anAlert } from '../actions/an-alert.ts';
import { aSignal } from './a-finding.ts';

const large = () => {
  const evidence = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`fact${at}`, 'x'.repeat(200)]));
  const signals = Array.from({ length: 30 }, (_, at) => ({
    ...aSignal('behaviour', `rule-${at}`, at),
    summary: 'y'.repeat(400),
    evidence,
  }));
  const [entry] = anAlert().finding.lineage;
  const lineage = entry === undefined ? [] : Array.from({ length: 100 }, () => entry);
  return anAlert({ signals, lineage });
};

describe('an alert as JSON', () => {
  it('is the finding, and how many more there were', () => {
    const alert = anAlert();
    expect(JSON.parse(fitAlert(alert, 1_000_000))).toEqual({
      ...alert.finding,
      more: 41,
      steps: alert.procedure,
    });
  });

  it('has what a person has to do: for this session first, then what the rules say', () => {
    const alert = anAlert({}, { respond: ['Rotate it.'] });
    const steps = [...alert.procedure, 'Rotate it.'];
    expect(JSON.parse(fitAlert(alert, 1_000_000)).steps).toEqual(steps);
    const ocsf = JSON.parse(
      fitAlert(alert, 1_000_000, createOcsfWriter({ version: '1', techniques: () => [] })),
    );
    expect(ocsf.remediation).toEqual({ desc: steps.join('\n') });
    expect(ocsf.unmapped.actions).toEqual(alert.finding.actions);
  });

  it.each([300_000, 100_000, 40_000, 20_000, 8_000])(
    'fits %i bytes, and says what it left out for that',
    (most) => {
      const json = fitAlert(large(), most);
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(most);
      const { leftOut, id, score } = JSON.parse(json);
      expect([id, score]).toEqual(['6a1d0c5e-0000-4000-8000-00000000a001', 90]);
      expect(leftOut.slice(0, 3)).toEqual(['usual', 'unknown', 'evidence of signals']);
    },
  );

  it('keeps the strongest signals and both ends of the lineage', () => {
    const { signals, lineage } = JSON.parse(fitAlert(large(), 8_000));
    expect(signals.map(({ points }: { points: number }) => points)).toEqual([29, 28, 27, 26, 25]);
    expect(lineage).toHaveLength(2);
  });

  it('fits as OCSF too', () => {
    const write = createOcsfWriter({ version: '0.1.0', techniques: () => [] });
    const json = fitAlert(large(), 20_000, write);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(20_000);
    const { class_uid, unmapped } = JSON.parse(json);
    expect([class_uid, unmapped.more, unmapped.left_out.length]).toEqual([2004, 41, 6]);
  });
});
