import * as z from 'zod';
import { half } from '../core/history/view.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'new-mfa-device',
  title: 'The actor used an MFA device never seen before',
  family: 'behaviour',
  why: 'A thief who can manage MFA registers their own device and passes every check from then on.',
  blindSpots: [
    'Devices are named only in AssumeRole and GetSessionToken, not at a console sign-in.',
    'Federated people: their device is known only to the identity provider.',
  ],
  falsePositives: ['A new phone or security key.'],
  ask: 'Ask the person whether they registered a device.',
  respond: ['Look for CreateVirtualMFADevice and EnableMFADevice.'],
  attack: ['T1098.005', 'T1556.006'],
  references: ['https://attack.mitre.org/techniques/T1098/005/'],
  on: ['AssumeRole', 'GetSessionToken'],
  params: z.strictObject({ points: points(8, 'Points.') }),
  detect({ outcome, request }, facts, params) {
    const device = request.mfaSerial;
    if (outcome !== 'success' || device === undefined) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    const novelty = facts.actor.novelty('mfa-device', device);
    if (novelty === 'unknown') return { unknown: 'habit' };
    if (novelty === 'known') return undefined;
    return {
      points: novelty === 'new' ? params.points : half(params.points),
      summary: `with MFA device ${device.split('/').at(-1) ?? device}, ${novelty === 'new' ? 'until now always with another one' : 'which is not usual yet'}`,
      evidence: { device, known: listed(facts.actor.known('mfa-device')) },
    };
  },
});
