import * as z from 'zod';
import { isTemporaryKey } from '../core/event/issued-to.ts';
import { defineRule, points } from './define.ts';

const CALLS: ReadonlySet<string> = new Set(['CreateVirtualMFADevice', 'EnableMFADevice']);

export default defineRule({
  id: 'mfa-device-by-session',
  title: 'An MFA device was registered with temporary credentials outside the console',
  family: 'misuse',
  why: 'People register devices in the console; a thief with a stolen session registers one by API, and stays.',
  blindSpots: ['A thief who opens the console with the session first.', 'Long-lived keys.'],
  falsePositives: ['A self-service script for MFA devices.'],
  ask: 'Ask the user whether the device is theirs.',
  respond: ['If nobody knows it, deactivate the device.'],
  attack: ['T1098.005', 'T1556.006'],
  references: ['https://attack.mitre.org/techniques/T1098/005/'],
  on: 'watched',
  params: z.strictObject({ points: points(60, 'Points.') }),
  detect({ actor, eventName, fromConsole, outcome, touched }, _facts, params) {
    if (outcome !== 'success' || !CALLS.has(eventName) || fromConsole) return undefined;
    if (!isTemporaryKey(actor.accessKeyId)) return undefined;
    return {
      points: params.points,
      summary: 'an MFA device was registered with temporary credentials, outside the console',
      evidence: { call: eventName, device: touched.join(', '), accessKeyId: actor.accessKeyId },
    };
  },
});
