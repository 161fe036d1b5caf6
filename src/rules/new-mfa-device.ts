import { z } from 'zod';
import { half, listed } from '../core/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'new-mfa-device',
  title: 'The actor gave MFA from a device never seen',
  family: 'behaviour',
  why: 'A thief who may manage MFA registers a device of their own, and from then on passes every check.',
  blindSpots: [
    'Devices are named only in AssumeRole and GetSessionToken, not at a console sign-in.',
    'Federated people: their device is the identity provider’s business.',
  ],
  falsePositives: ['A new phone or security key.'],
  respond: ['Ask whether they registered a device.', 'Look for CreateVirtualMFADevice and EnableMFADevice.'],
  attack: ['T1098.005', 'T1556.006'],
  references: ['https://attack.mitre.org/techniques/T1098/005/'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'GetSessionToken'],
  params: z.strictObject({ points: points(8, 'Points.') }),
  detect({ actor, outcome, request }, facts, params) {
    const device = request.mfaSerial;
    if (outcome !== 'success' || device === undefined) return undefined;
    if (!facts.actor.covered) return { unknown: facts.actor.reason };
    const novelty = facts.actor.novelty('mfa-device', device);
    if (novelty === 'unknown') return { unknown: 'habit' };
    if (novelty === 'known') return undefined;
    return {
      points: novelty === 'new' ? params.points : half(params.points),
      summary: `${actor.name} gave MFA from ${device.split('/').at(-1) ?? device}, until now always from another device`,
      evidence: { device, known: listed(facts.actor.known('mfa-device')) },
    };
  },
});
