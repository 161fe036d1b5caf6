import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { rootOf } from '../core/history/lineage.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'chain-never-seen',
  title: 'A role at the end of a chain that never led there',
  family: 'behaviour',
  why: 'Each hop may be ordinary while the path from the first actor to this role is new.',
  blindSpots: ['Chains whose issuing events were not seen.', 'The first hop: `new-hop` asks that.'],
  falsePositives: ['A new deployment path.'],
  ask: 'Ask the first actor, or its owner, whether they need this role.',
  respond: ['Read the lineage from its first actor.'],
  attack: ['T1550.001', 'T1548.005'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining'],
  on: ['AssumeRole'],
  params: z.strictObject({
    root: points(8, 'Points if the chain’s first actor never reached the role.'),
    deeper: points(6, 'Points if the chain is also longer than any before.'),
  }),
  detect(event, { lineage, role }, params) {
    const { sessions } = lineage;
    const root = rootOf(event, lineage);
    if (!grantedRole(event) || event.role === undefined || sessions.length < 2) return undefined;
    if (root === undefined) return { unknown: 'history' };
    if (!role.covered) return { unknown: role.reason };
    if (role.saw('root', root)) return undefined;
    const depths = role.seen('depth').map(Number);
    const deeper = sessions.length > Math.max(0, ...depths);
    const accounts = new Set([...sessions.map(({ accountId }) => accountId), event.role.accountId]).size;
    const across = accounts > 1 ? ` across ${accounts} accounts` : '';
    return {
      points: params.root + (deeper ? params.deeper : 0),
      summary: `${sessions[0]?.actor.name ?? root} reached ${event.role.name} through ${sessions.length} sessions${across}, for the first time`,
      evidence: { root, depth: sessions.length, accounts, deeper },
    };
  },
});
