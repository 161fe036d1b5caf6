import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createTextReport } from '../../src/report/text.ts';
import { aFinding, aSignal } from './a-finding.ts';

const caps = { reputation: 30, timing: 20, sensitivity: 25, behaviour: 25, misuse: 100 };
const { finding: print } = createTextReport({ color: false, width: 100, caps });
const lines = (...parts: Parameters<typeof aFinding>) => print(aFinding(...parts)).split('\n');

describe('the text report', () => {
  it('tells a finding from top to bottom', () => {
    expect(print(aFinding())).toBe(
      [
        ' CRITICAL 90  ALERT  2026-03-14 02:14:07Z  AssumeRole',
        '  who     DeployRole (role, arn:aws:sts::111122223333:assumed-role/DeployRole/alice)',
        '  behind  alice → DeployRole → ProdAdmin',
        '  role    ProdAdmin in account 444455556666, session fix',
        '  from    203.0.113.7 (Recife, Brazil, Example Telecom, AS64500)',
        '     +65  what impossible-travel saw  [misuse/impossible-travel]',
        '     +19  what new-network saw  [behaviour/new-network]',
        '     +14  what new-country saw  [behaviour/new-country]',
        '  sum     behaviour 33 → 25 (cap) + misuse 65 = 90',
        '  context suppression vpn-move until 2026-04-01: the office moves; not counted: new-client 7',
        '  unknown no list configured: threat-listed-address; too little history yet: off-hours,',
        '          new-role-for-actor',
        '  ids     event 6a1d0c5e-0000-4000-8000-00000000a001, eu-central-1, 444455556666, issued',
        '          ASIAISSUEDKEYEXAMPLE',
        '\n',
      ].join('\n'),
    );
  });

  it('shows a sum above 100 and what it was cut to, so that it can be redone by hand', () => {
    const signals = [aSignal('misuse', 'a', 90), aSignal('sensitivity', 'b', 25)];
    expect(lines({}, { score: 100, signals })).toContain(
      '  sum     sensitivity 25 + misuse 90 = 115 → 100 (cap)',
    );
  });

  it('prints a repeat on one line', () => {
    expect(print(aFinding({}, { repeatOf: 'first-one' }))).toBe(
      ' CRITICAL 90  2026-03-14 02:14:07Z  DeployRole → ProdAdmin, repeat of first-one\n\n',
    );
  });

  it('calls nothing an alert that is below the threshold, and says what failed and why', () => {
    const [head] = lines(
      { outcome: 'denied', errorCode: 'AccessDenied' },
      { cause: null, level: 'medium', score: 45 },
    );
    expect(head).toBe(' MEDIUM 45  2026-03-14 02:14:07Z  AssumeRole (denied: AccessDenied)');
  });

  it('admits what it does not know: a missing issuing event, a store that was down', () => {
    const shown = lines({}, { lineage: { sessions: [], partial: true }, degraded: true });
    expect(shown).toContain('  behind  the event that issued this session was not seen');
    expect(shown).toContain('  note    the store was down: rules that need history were not evaluated');
  });

  it.each([
    [{ kind: 'service', service: 'ec2.amazonaws.com' }, 'AWS service ec2.amazonaws.com'],
    [{ kind: 'internal' }, 'inside AWS'],
    [{ kind: 'other', text: '', ip: undefined }, 'an unstated address'],
    [
      { kind: 'other', text: '10.0.0.5\u001b[2J:443', ip: undefined },
      'an unreadable address: 10.0.0.5\\u{1b}[2J:443',
    ],
    [
      { kind: 'other', text: '10.0.0.5', ip: '10.0.0.5' },
      '10.0.0.5 (private address: mostly from inside a VPC)',
    ],
    [{ kind: 'other', text: '203.0.113.9', ip: '203.0.113.9' }, '203.0.113.9 (place unknown)'],
  ] as const)('says where %j is', (origin, words) => {
    expect(lines({ origin })).toContain(`  from    ${words}`);
  });

  it('says that an action is by hand, and why', () => {
    const action = (outcome: string, detail: string) => {
      const actions = [{ action: 'revoke-session', actionId: null, mode: 'by-hand', outcome, detail }];
      return print({ ...aFinding(), actions }).replace(/\s+/g, ' ');
    };
    expect(action('advised', 'key AKIAX made the call')).toContain(
      'revoke-session needs a person (by hand, as the record names no new session): key AKIAX made the call',
    );
    expect(action('impossible', 'x belongs to IAM Identity Center')).toContain(
      'revoke-session cannot be done by a policy (by hand): x belongs to IAM Identity Center',
    );
  });

  it('says what to do now: the first two steps, and each with a command', () => {
    const steps = [
      'The credentials are held by the pod.',
      'Isolate it.',
      'Restart it.',
      'Deactivate it: aws iam update-access-key --user-name bob --access-key-id AKIAX --status Inactive',
    ];
    const text = print({ ...aFinding(), steps });
    expect(text).toContain('  now     The credentials are held by the pod.\n  now     Isolate it.\n');
    expect(text).not.toContain('Restart it.');
    expect(text).toContain(
      '  now     Deactivate it:\n          aws iam update-access-key --user-name bob --access-key-id AKIAX --status Inactive\n',
    );
  });

  it('colours only where it is told to, and colour changes no text', () => {
    const colourful = createTextReport({ color: true, width: 100, caps }).finding(aFinding());
    expect(colourful).toContain('\u001b[');
    expect(stripVTControlCharacters(colourful)).toBe(print(aFinding()));
    expect(print(aFinding())).not.toContain('\u001b');
  });

  it('does not let one long hostile name fill the screen', () => {
    const eventName = '\u001b'.repeat(512);
    expect(lines({ eventName, name: 'other' }).length).toBeLessThan(24);
  });
});
