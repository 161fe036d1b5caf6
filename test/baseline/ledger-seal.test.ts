import { expect, it } from 'vitest';
import { createSeal } from '../../src/baseline/redis/ledger-seal.ts';
import type { ActionRecord } from '../../src/core/action/ledger.ts';
import { aFinding } from '../report/a-finding.ts';
import { anAction } from '../support/an-action.ts';

const ID = '00000000000000a1';
const record: ActionRecord = { ...anAction(ID), finding: aFinding(), since: 1, changed: 2 };
const { intent } = record;
const role = { ...intent, scope: 'role', userid: undefined, accessKeyId: undefined, from: undefined };
const finding = (more: object) => ({ finding: { ...aFinding(), ...more } });

it.each<readonly [string, object]>([
  ['with a finding', {}],
  ['without one, as a person orders it', { finding: null }],
  ['of all sessions of a role', { intent: role }],
  ['that was written', { written: 3 }],
])('an unsigned record %s is opened as it was closed', (_, more) => {
  const text = JSON.stringify({ ...record, ...more });
  expect(createSeal([]).open(ID, text)).toEqual(JSON.parse(text));
});

it.each<readonly [string, object]>([
  ['no detail', { detail: undefined }],
  ['a detail that is no text', { detail: 7 }],
  ['nobody who decided', { by: undefined }],
  ['a time of writing that is none', { written: 'x' }],
  ['a time at the end of all dates, to which nothing can be added', { since: 8.64e15 }],
  ['no finding, and not null', { finding: undefined }],
  ['an empty finding', { finding: {} }],
  ['signals that are no list', finding({ signals: 'x' })],
  ['a signal without words', finding({ signals: [{ ruleId: 'x' }] })],
  ['an actor that is none', finding({ actor: null })],
  ['a summary that is no text', finding({ summary: {} })],
  ['a lineage of nothing', finding({ lineage: [null] })],
  ['no scope', { intent: { ...intent, scope: undefined } }],
  ['an unknown scope', { intent: { ...intent, scope: 'all' } }],
  ['a begin that is no date', { intent: { ...intent, from: 1e300 } }],
  ['an end that is no time', { intent: { ...intent, expiresAt: 'x' } }],
  ['no time of issue', { intent: { ...intent, issuedAt: undefined } }],
  ['one session of nobody', { intent: { ...intent, userid: undefined } }],
  [
    'a list with an ARN in it',
    { intent: { ...intent, target: { ...intent.target, arn: [intent.target.arn] } } },
  ],
  ['a key that is an option', { intent: { ...intent, accessKeyId: '--all' } }],
])('a record with %s is none', (_, more) => {
  expect(createSeal([]).open(ID, JSON.stringify({ ...record, ...more }))).toBeUndefined();
});

it.each(['', 'garbage', 'null', '[]', '7'])('the text "%s" is no record', (text) => {
  expect(createSeal([]).open(ID, text)).toBeUndefined();
});

it.each(['--all', '--breaker=all', 'a1', 'A'.repeat(16)])('no record is of an action "%s"', (actionId) => {
  const forged = { ...record, ...anAction(actionId) };
  expect(createSeal([]).open(actionId, JSON.stringify(forged))).toBeUndefined();
});
