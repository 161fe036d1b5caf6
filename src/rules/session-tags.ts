import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'session-tags',
  title: 'The session carries tags that the role never had',
  family: 'sensitivity',
  why: 'With ABAC a tag is a permission; a transitive tag persists through every later hop and cannot be changed there.',
  blindSpots: [
    'Values of tags are not kept: a known key with another value is not seen.',
    'A call that leaves out a tag which the role always had.',
  ],
  falsePositives: ['A new tag of the identity provider or the pipeline.'],
  respond: [
    'Check which policies evaluate that tag.',
    'Limit sts:TagSession and sts:TransitiveTagKeys in trust policies.',
  ],
  attack: ['T1548.005', 'T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    transitive: points(15, 'Points for a transitive tag that the role never had.'),
    points: points(5, 'Points for another tag that it never had.'),
  }),
  detect(event, { role }, params) {
    const { request } = event;
    const tagged = request.transitiveTagKeys.length + request.tagKeys.length > 0;
    if (!grantedRole(event) || event.role === undefined || !tagged) return undefined;
    if (!role.covered) return { unknown: role.reason };
    const before = new Set(role.seen('tag'));
    const transitive = request.transitiveTagKeys.find((key) => !before.has(`!${key}`));
    const plain = request.tagKeys.find((key) => !before.has(key) && !before.has(`!${key}`));
    const key = transitive ?? plain;
    if (key === undefined) return undefined;
    return {
      points: transitive === undefined ? params.points : params.transitive,
      summary: `${transitive === undefined ? 'tag' : 'transitive tag'} ${quoted(key, 40)} is new on the role`,
      evidence: { role: event.role.arn, tag: key, transitive: transitive !== undefined },
    };
  },
});
