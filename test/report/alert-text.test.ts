import { describe, expect, it } from 'vitest';
import { alertText } from '../../src/report/alert-text.ts';
import { alertSubject } from '../../src/report/alert-words.ts';
import { anAlert } from '../actions/an-alert.ts';
import { aFinding, aSignal } from './a-finding.ts';

const action = (mode: string, outcome: string, actionId: string | null = 'rw-7Q2M') => ({
  actions: [{ action: 'revoke-session', actionId, mode, outcome, detail: null }],
});
const lines = (...parts: Parameters<typeof anAlert>) => alertText(anAlert(...parts)).split('\n');

describe('the text of an alert', () => {
  it('says what happened, who is behind it, why, what was done and what to do', () => {
    expect(alertText(anAlert())).toMatchInlineSnapshot(`
      "CRITICAL, score 90 of 100
      DeployRole (session alice) assumed ProdAdmin in 444455556666 from 203.0.113.7 (Recife, Brazil, Example Telecom): what impossible-travel saw.
      And 41 more of the same cause since.

      When    2026-03-14 02:14:07 UTC
      Who     DeployRole (role, arn:aws:sts::111122223333:assumed-role/DeployRole/alice)
      Behind  alice → DeployRole → ProdAdmin
      Role    ProdAdmin in account 444455556666, session fix
      From    203.0.113.7 (Recife, Brazil, Example Telecom, AS64500)

      Why
       +65  what impossible-travel saw
       +19  what new-network saw
       +14  what new-country saw

      Done
        revoke-session rw-7Q2M done (auto): ProdAdmin/fix until 03:14
        Undo: rolewarden undo rw-7Q2M

      Do now
        1. Ask alice whether it was her.
        2. If not, deactivate AKIAALICEKEYEXAMPLE.

      CloudTrail: event 6a1d0c5e-0000-4000-8000-00000000a001, eu-central-1, 444455556666, issued ASIAISSUEDKEYEXAMPLE
      The whole story, and what to do next: rolewarden explain 6a1d0c5e-0000-4000-8000-00000000a001
      "
    `);
  });

  it('gives the line that takes a revocation back', () => {
    expect(lines(action('auto', 'applied'))).toContain('  Undo: rolewarden undo rw-7Q2M');
  });

  it('gives the lines that decide a waiting one', () => {
    const shown = lines(action('confirm', 'pending'));
    expect(shown).toContain('  Approve: rolewarden approve rw-7Q2M');
    expect(shown).toContain('  Reject: rolewarden reject rw-7Q2M');
  });

  it('says of shadow mode that nothing was done, and how a person ends the session all the same', () => {
    const shown = lines(action('shadow', 'would-apply'));
    expect(shown).toContain('  revoke-session rw-7Q2M would have been done (shadow)');
    expect(shown).toContain('  To end it now: rolewarden revoke ASIAISSUEDKEYEXAMPLE');
    expect(shown.some((line) => /Undo|Approve/.test(line))).toBe(false);
    expect(lines(action('shadow', 'would-refuse')).join()).not.toContain('rolewarden revoke');
    expect(lines({ ...action('shadow', 'would-apply'), session: null }).join()).not.toContain('revoke ');
  });

  it('gives no command with an id that a shell would read', () => {
    const shown = lines({ ...action('auto', 'applied', 'x;reboot'), id: '$(reboot)' }).join('\n');
    expect(shown).not.toContain('rolewarden undo');
    expect(shown).not.toContain('rolewarden explain');
  });

  it('shows the four strongest reasons and counts the rest', () => {
    const signals = [5, 9, 7, 1, 3, 2].map((points) => aSignal('behaviour', `rule-${points}`, points));
    const shown = lines({ signals });
    expect(shown.filter((line) => line.startsWith('  +'))).toEqual(
      [9, 7, 5, 3].map((points) => `  +${points}  what rule-${points} saw`),
    );
    expect(shown).toContain('      and 2 more reasons');
  });

  it('leaves out what there is nothing to say about, and admits that the store was down', () => {
    const shown = lines({ actions: [], degraded: true }, { more: 0, procedure: [] });
    expect(shown.some((line) => /^Done|^Do now|more of the same/.test(line))).toBe(false);
    expect(shown).toContain('The store was down: rules that need history were not asked.');
  });

  it('has a subject with the way from the person to the role', () => {
    expect(alertSubject(anAlert({}, { more: 0 }))).toBe(
      'CRITICAL 90: alice -> DeployRole -> ProdAdmin in 444455556666 (AssumeRole)',
    );
    const finding = aFinding({}, { lineage: { sessions: [], partial: true }, level: 'high', score: 71 });
    expect(alertSubject({ finding, more: 2, procedure: [], effect: '' })).toBe(
      'HIGH 71 and 2 more: DeployRole -> ProdAdmin in 444455556666 (AssumeRole)',
    );
  });

  it('shortens a long way to its ends', () => {
    const [entry] = anAlert().finding.lineage;
    const lineage = entry === undefined ? [] : Array.from({ length: 9 }, () => entry);
    expect(alertSubject(anAlert({ lineage }, { more: 0 }))).toBe(
      'CRITICAL 90: alice -> ... -> ProdAdmin in 444455556666 (AssumeRole)',
    );
  });
});
