import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { parentOf } from '../core/history/lineage.ts';
import { defineRule } from './define.ts';

const INHERITED = ['reputation', 'timing', 'behaviour'] as const;

export default defineRule({
  id: 'born-of-odd-session',
  title: 'The calling session was itself issued under odd circumstances',
  family: 'behaviour',
  why: 'A thief’s second hop looks ordinary by itself: what was odd about the first is still true of it.',
  blindSpots: [
    'The issue of the first session was not seen, or lies more than eight sessions back in the chain.',
    'Misuse is not inherited: the first finding has alerted, and the lineage names it.',
  ],
  falsePositives: ['Whatever made the first session look odd: judge that one.'],
  respond: [
    'Open the finding that the lineage names: it says what was odd.',
    'If that one is a theft, end this session too: it does not end with its parent.',
  ],
  attack: ['T1550.001', 'T1548.005'],
  references: ['https://attack.mitre.org/techniques/T1550/001/'],
  on: 'any',
  params: z.strictObject({
    percent: z
      .number()
      .int()
      .min(0)
      .max(100)
      .default(100)
      .describe('Share of the parent’s reputation, timing and behaviour points that counts.'),
  }),
  detect(event, { lineage }, { percent }) {
    const parent = grantedRole(event) ? parentOf(event, lineage) : undefined;
    if (parent === undefined) return undefined;
    const { birth } = parent;
    return INHERITED.flatMap((family) => {
      const points = Math.round((birth[family] * percent) / 100);
      if (points === 0) return [];
      const summary = `the calling session was itself issued under odd circumstances (${birth[family]} points of ${family})`;
      return [{ family, points, summary, evidence: { finding: birth.finding ?? 'below medium', family } }];
    });
  },
});
