import { describe, expect, it } from 'vitest';
import { restoredWords } from '../../src/commands/acting/restore-words.ts';
import { tombstoneWords, undoneWords } from '../../src/commands/acting/undo-words.ts';
import type { ActionRecord } from '../../src/core/action/ledger.ts';
import { anAction } from '../support/an-action.ts';

const ROLE = anAction('0123456789abcdef').intent.target;
const USER = { ...ROLE, kind: 'user', name: 'dave', arn: 'arn:aws:iam::111122223333:user/dave' } as const;
const ENDS_USER = `rolewarden revoke --user ${USER.arn}`;

/** Of a user every session is ended: no command ends one by its key. */
const ofUser = (accessKeyId: string | undefined): ActionRecord => {
  const { actionId, ...action } = anAction('0123456789abcdef');
  const intent = { ...action.intent, scope: 'role', target: USER, accessKeyId } as const;
  return { ...action, actionId, intent, state: 'undone', since: 0, changed: 0 };
};

describe('what ends a session that an undo lets live', () => {
  it.each([undefined, 'ASIAEXAMPLE'])('names the user, of an action of a user with key %s', (accessKeyId) => {
    const action = ofUser(accessKeyId);
    const result = {
      kind: 'done',
      gone: false,
      policies: [{ name: 'x', actionId: action.actionId, outcome: 'absent' }],
    } as const;
    const buried = new Map([[action.actionId, action]]);
    const { words } = undoneWords(
      { target: USER, result, unwritten: undefined },
      { actionId: action.actionId },
      buried,
    );
    expect(words).toContain(ENDS_USER);
    const { words: lost } = restoredWords(
      { action, outcome: 'failed', detail: 'throttled' },
      'rolewarden undo x',
    );
    expect(lost).toContain(ENDS_USER);
  });

  it('names the key, of an action of a role', () => {
    const action = { ...anAction('0123456789abcdef'), since: 0, changed: 0 };
    const { words } = restoredWords({ action, outcome: 'failed', detail: 'throttled' }, 'rolewarden undo x');
    expect(words).toContain('rolewarden revoke ASIAEXAMPLE\n');
  });
});

describe('an undo without a tombstone', () => {
  it('advises a stop that works without the store, where there is one', () => {
    const safe = 'To be safe at once: ';
    expect(tombstoneWords('refused', 's3://records/audit')).toContain(`${safe}rolewarden stop`);
    for (const folder of ['/var/audit', undefined]) {
      expect(tombstoneWords('refused', folder)).toContain(
        `${safe}stop the workers, or set revocation.enabled`,
      );
    }
  });

  it('names the record of it only where one is written', () => {
    expect(tombstoneWords('refused', '/var/audit')).toContain('/var/audit has its record');
    expect(tombstoneWords('refused', undefined)).not.toContain('its record');
  });
});
