import { describe, expect, it } from 'vitest';
import { withResponse } from '../../src/effects/advice.ts';
import { anAlert } from '../actions/an-alert.ts';
import { aSignal } from '../report/a-finding.ts';

const said = (...signals: readonly ReturnType<typeof aSignal>[]) =>
  withResponse(anAlert({ signals })).respond ?? [];

describe('what the rules of an alert say is to be done', () => {
  const decoy = aSignal('misuse', 'decoy-role', 95);

  it('is said by the one that weighs most', () => {
    expect(said(decoy)[0]).toBe('Treat the caller’s credential as stolen.');
    expect(said(aSignal('behaviour', 'hosting-network', 9), decoy)).toEqual(said(decoy));
  });

  it('is also said by the next, if it weighs enough and knows more than what is at stake', () => {
    const travel = aSignal('misuse', 'impossible-travel', 65);
    const both = said(travel, decoy);
    expect(both).toEqual([...said(decoy), ...said(travel)]);
    expect(said(decoy, aSignal('sensitivity', 'sensitive-role', 20))).toEqual(said(decoy));
    expect(said(decoy, travel, aSignal('misuse', 'root-use', 50))).toEqual(both);
  });

  it('is nothing without signals, or of a rule that is gone', () => {
    expect(said()).toEqual([]);
    expect(said(aSignal('misuse', 'rule-of-yesterday', 95))).toEqual([]);
  });
});
