import * as z from 'zod';
import { anyRegion, regionValue } from '../core/facts/region.ts';
import { codeBehind } from '../core/facts/runs-as.ts';
import { isAuthenticated } from '../core/facts/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'unused-region',
  title: 'A region in which nobody in the organisation works',
  family: 'misuse',
  why: 'Where nobody works, nobody looks: there a thief starts instances and functions with a role of yours, to mine or to hide.',
  blindSpots: [
    'A caller chooses the region of STS’s endpoint, so a thief can name yours. Instances and functions are where they are.',
    'Instances and functions without a role, and what else is started there: RunInstances is not read.',
    'The first functions and instances of an organisation that had none on five days: the answer is unknown.',
    'Regions in which code here has got a role on an earlier day; for callers, those in which somebody has called STS. Be it the thief.',
  ],
  falsePositives: [
    'The first day in a new region, and an exercise at the second site: from the next day on it is known.',
    'Functions at the edge of CloudFront (Lambda@Edge), which run where viewers are.',
    'An administrator’s role that a service gets for the first time there: with `service-takes-role` it alerts, each day until a finding was accepted.',
    'A scanner that visits every region, on its first run.',
  ],
  ask: 'Ask the caller’s owner whether they work in that region now.',
  respond: [
    'If nobody does, look for what was started there (RunInstances, CreateFunction), stop it, and end the role’s sessions.',
    'Deny the regions that you do not use by an SCP (aws:RequestedRegion).',
  ],
  attack: ['T1535', 'T1078.004'],
  references: ['https://attack.mitre.org/techniques/T1535/'],
  on: 'any',
  params: z.strictObject({
    code: points(40, 'Points if a service got a role for code that runs there.'),
    points: points(10, 'Points for another call.'),
  }),
  detect(event, { organisation }, params) {
    const { actor, region = '' } = event;
    const value = isAuthenticated(event) ? regionValue(event) : undefined;
    if (value === undefined) return undefined;
    if (!organisation.covered || !organisation.view('region', anyRegion(value)).covered)
      return { unknown: 'history' };
    // one day is enough, on probation too: a region that is opened would be reported for two weeks
    if (organisation.view('region', value).silentDays !== undefined) return undefined;
    const code = actor.kind === 'service' ? codeBehind(actor.name) : undefined;
    return {
      points: code === undefined ? params.points : params.code,
      summary:
        code === undefined
          ? `the call went to ${region}, where nobody in the organisation called STS before`
          : `${code.words} got a role in ${region}, where no code of the organisation did before`,
      evidence: { region, caller: actor.key },
    };
  },
});
