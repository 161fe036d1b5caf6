import { describe, expect, it } from 'vitest';
import { byHand } from '../../src/actions/iam/by-hand.ts';
import { findingOfTest } from '../../src/core/action/ordered.ts';
import { stepsOf } from '../../src/report/alert-actions.ts';
import { alertLogFields } from '../../src/report/alert-fields.ts';
import { alertSubject } from '../../src/report/alert-headline.ts';
import { alertSlack } from '../../src/report/alert-slack.ts';
import { alertText } from '../../src/report/alert-text.ts';
import { anAlert } from '../actions/an-alert.ts';
import { aSignal } from './a-finding.ts';

const action = (mode: string, outcome: string, actionId: string | null = 'rw-7Q2M') => ({
  actions: [{ action: 'revoke-session', actionId, mode, outcome, detail: null }],
});
const lines = (...parts: Parameters<typeof anAlert>) => alertText(anAlert(...parts)).split('\n');

describe('the text of an alert', () => {
  it('says what happened, who is behind it, why, what was done and what to do', () => {
    expect(alertText(anAlert())).toMatchInlineSnapshot(`
      "CRITICAL, score 90 of 100: revoked
      DeployRole (session alice) assumed ProdAdmin in 444455556666 from 203.0.113.7 (Recife, Brazil, Example Telecom): what impossible-travel saw.
      And 41 more of the same cause since.

      When    2026-03-14 02:14:07 UTC
      Who     DeployRole (role, arn:aws:sts::111122223333:assumed-role/DeployRole/alice)
      Behind  alice → DeployRole → ProdAdmin
      Role    ProdAdmin in account 444455556666, session fix
      Session ASIAISSUEDKEYEXAMPLE, until 2026-03-14 03:14:07 UTC
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
      Full story and next steps: rolewarden explain 6a1d0c5e-0000-4000-8000-00000000a001
      "
    `);
  });

  it('goes on with what the rules say, numbered on; alone it is what to do now', () => {
    const respond = ['Ask the owner.', 'Rotate it.'];
    const shown = lines({}, { respond });
    expect(shown.slice(shown.indexOf('Then'), shown.indexOf('Then') + 3)).toEqual([
      'Then',
      '  3. Ask the owner.',
      '  4. Rotate it.',
    ]);
    const alone = lines({}, { respond, procedure: [] });
    expect(alone).toContain('  1. Ask the owner.');
    expect(alone.filter((line) => /^(?:Do now|Then)$/.test(line))).toEqual(['Do now']);
  });

  it('never cuts the command that writes a deny by hand: what is pasted must be whole', () => {
    const name = 'n'.repeat(64);
    const target = {
      kind: 'role',
      partition: 'aws',
      accountId: '444455556666',
      name,
      arn: `arn:aws:iam::444455556666:role/${name}`,
      uniqueId: undefined,
    } as const;
    const command = byHand({
      scope: 'session',
      actionId: '0123456789abcdef',
      target,
      userid: `AROAEXAMPLEEXAMPLE000:${name}`,
      accessKeyId: 'ASIAISSUEDKEYEXAMPLE',
      heldBy: undefined,
      issuedAt: 0,
      expiresAt: undefined,
      from: 0,
      until: 0,
    });
    const step = `Or remove or rename it, then revoke again. ${command}`;
    const alert = anAlert({ actions: [] }, { procedure: [step], respond: [] });
    expect(alertText(alert)).toContain(step);
    expect(alertLogFields(alert)).toHaveProperty('steps', [step]);
  });

  it('asks before it ends something, unless the level is critical', () => {
    const ask = 'Ask alice whether it was her.';
    const parts = { procedure: ['End it: rolewarden revoke ASIAX'], respond: ['Rotate it.'] };
    const waits = { ...action('confirm', 'pending'), ask };
    const high = anAlert({ ...waits, level: 'high', score: 79 }, parts);
    expect(stepsOf(high)).toEqual([
      `${ask} If so, end nothing; if nobody answers, go on.`,
      'Approve: rolewarden approve rw-7Q2M',
      'Reject: rolewarden reject rw-7Q2M',
      'End it: rolewarden revoke ASIAX',
      'Rotate it.',
    ]);
    // nothing is there to be ended
    expect(stepsOf(anAlert({ ask, actions: [], level: 'medium', score: 45 }, { procedure: [] }))).toEqual([
      ask,
    ]);
    const critical = anAlert(waits, parts);
    expect(stepsOf(critical).slice(2)).toEqual([
      'End it: rolewarden revoke ASIAX',
      `${ask} If so, undo what was ended.`,
      'Rotate it.',
    ]);
    for (const alert of [high, critical]) {
      const shown = alertText(alert);
      const [now, then] = [shown.indexOf('Do now'), shown.indexOf('Then')];
      const question = shown.indexOf(ask);
      expect(question).toBeGreaterThan(alert === high ? now : then);
      if (alert === high) expect(question).toBeLessThan(shown.indexOf('rolewarden revoke'));
      expect(alertSlack(alert).indexOf(ask)).toBeGreaterThan(0);
    }
    expect(stepsOf(anAlert({ level: 'high' }, parts))[0]).toBe('End it: rolewarden revoke ASIAX');
  });

  it('says of a test that it is one, and of nothing else', () => {
    const made = { version: '1.2.3', configHash: 'abc' };
    const finding = findingOfTest({ by: 'erin', id: '7', time: Date.parse('2026-03-14T02:14:07Z') }, made);
    const test = { ...anAlert({}, { more: 0, procedure: [] }), finding };
    expect(alertText(test)).toMatchInlineSnapshot(`
      "TEST
      This is a test of Rolewarden’s alerts: nothing has happened, and nothing is to be done.

      When    2026-03-14 02:14:07 UTC
      Who     erin, who ordered it
      "
    `);
    expect(alertSubject(test)).toBe('TEST: an alert of Rolewarden, sent by erin');
    expect(alertSlack(test)).toContain('TEST: an alert of Rolewarden, sent by erin');
    expect(stepsOf(test)).toEqual([]);
  });

  it('names the issued session with its end, also where no role is concerned', () => {
    const { session } = anAlert().finding;
    expect(lines({ role: null })).toContain(
      'Session ASIAISSUEDKEYEXAMPLE, named fix, until 2026-03-14 03:14:07 UTC',
    );
    const open = session === null ? null : { ...session, expiresAt: null };
    expect(lines({ session: open })).toContain('Session ASIAISSUEDKEYEXAMPLE');
    expect(lines({ session: null }).join()).not.toContain('Session');
  });

  it('gives the line that takes a revocation back', () => {
    expect(lines(action('auto', 'applied'))).toContain('  Undo: rolewarden undo rw-7Q2M');
  });

  it('gives the lines that decide a waiting one', () => {
    const shown = lines(action('confirm', 'pending'));
    expect(shown).toContain('  Approve: rolewarden approve rw-7Q2M');
    expect(shown).toContain('  Reject: rolewarden reject rw-7Q2M');
  });

  it('gives the line that writes a deny again that somebody removed', () => {
    const gone = anAlert(action('auto', 'tampered'));
    expect(alertText(gone).split('\n')).toContain('  Restore the deny: rolewarden approve rw-7Q2M');
    expect(stepsOf(gone)[0]).toBe('Restore the deny: rolewarden approve rw-7Q2M');
  });

  it('says once that an action waits', () => {
    const detail = 'waiting for approval: ProdAdmin in 444455556666';
    const actions = action('confirm', 'pending').actions.map((one) => ({ ...one, detail }));
    expect(lines({ actions })).toContain(
      '  revoke-session rw-7Q2M waiting for approval (confirm): ProdAdmin in 444455556666',
    );
  });

  it('says once how a waiting one is decided', () => {
    const procedure = ['Or leave it: rolewarden reject rw-7Q2M', 'Ask alice.'];
    const waits = anAlert(action('confirm', 'pending'), { procedure, respond: ['Rotate it.'] });
    const shown = alertText(waits).split('\n');
    expect(shown.filter((line) => line.includes('rolewarden reject'))).toHaveLength(1);
    expect(shown).toContain('  1. Ask alice.');
    expect(shown).toContain('  2. Rotate it.');
    expect(stepsOf(waits)).toEqual([
      'Approve: rolewarden approve rw-7Q2M',
      'Reject: rolewarden reject rw-7Q2M',
      'Ask alice.',
      'Rotate it.',
    ]);
    expect(stepsOf(anAlert())).toEqual(anAlert().procedure);
  });

  it('says of shadow mode that nothing was done, and how a person ends the session all the same', () => {
    const shown = lines(action('shadow', 'would-apply'));
    expect(shown).toContain('  revoke-session rw-7Q2M would have been applied (shadow)');
    expect(shown).toContain('  To end it now: rolewarden revoke ASIAISSUEDKEYEXAMPLE');
    expect(shown.some((line) => /Undo|Approve/.test(line))).toBe(false);
    expect(lines(action('shadow', 'would-refuse')).join()).not.toContain('rolewarden revoke');
    expect(lines({ ...action('shadow', 'would-apply'), session: null }).join()).not.toContain('revoke ');
  });

  it('names the user or the role where one session cannot be ended by itself', () => {
    const arn = 'arn:aws:iam::111122223333:user/dave';
    const { actor } = anAlert().finding;
    const dave = { ...action('shadow', 'would-apply'), role: null, actor: { ...actor, arn } };
    expect(lines(dave)).toContain(`  To end it now: rolewarden revoke --user ${arn}`);
    const odd = { ...dave, actor: { ...actor, arn: `${arn}$(reboot)` } };
    expect(lines(odd).join()).not.toContain('rolewarden revoke');
    const [one] = action('shadow', 'would-apply').actions;
    const all = one === undefined ? [] : [{ ...one, action: 'revoke-role' }];
    expect(lines({ actions: all })).toContain(
      '  To end it now: rolewarden revoke --role arn:aws:iam::444455556666:role/ProdAdmin',
    );
  });

  it.each([
    ['applied', 'Done'],
    ['rewritten', 'Done'],
    ['failed', 'Tried'],
    ['tampered', 'Tampered with'],
    ['pending', 'Nothing has been done yet'],
    ['retrying', 'Nothing has been done yet'],
    ['would-apply', 'Nothing was done'],
    ['refused', 'Nothing was done'],
    ['impossible', 'Nothing was done'],
  ])('says of %s: %s', (outcome, title) => {
    const shown = lines(action('auto', outcome));
    expect(shown.filter((line) => /^(?:Done|Tried|Tampered|Nothing)/.test(line))).toEqual([title]);
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
    expect(shown).toContain('The store was down: rules that need history were not evaluated.');
  });

  it('of a person’s order names nobody as the caller, and no event or story, for there is none', () => {
    const order = {
      ...{ id: 'order-7Q2M', signals: [], lineage: [], actions: [] },
      actor: { key: 'order:carol', kind: 'unknown', name: 'carol', arn: null, accountId: null },
    } as const;
    const shown = alertText(anAlert(order, { more: 0, procedure: [] }));
    expect(shown).toContain('Who     carol, who ordered it\n');
    expect(shown).not.toMatch(/From|CloudTrail|rolewarden explain|unknown/);
    expect(alertSubject(anAlert(order, { more: 0 }))).toBe(
      'CRITICAL 90: ProdAdmin in 444455556666 (ordered by carol)',
    );
    expect(
      JSON.parse(alertSlack(anAlert(order))).blocks.map(({ type }: { type: string }) => type),
    ).not.toContain('context');
  });
});
