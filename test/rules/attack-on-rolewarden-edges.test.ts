import rule from '../../src/rules/attack-on-rolewarden.ts';
import { cases } from '../support/cases.ts';
import { A } from '../support/chain.ts';
import { WATCH, watched } from '../support/watched.ts';

const trail = { name: `arn:aws:cloudtrail:eu-central-1:${A}:trail/all` };
const refused = { error: 'AccessDenied', message: 'User is not authorized' };

cases(rule, {
  fires: [
    {
      name: 'a rule of ours, with its evidence',
      config: WATCH,
      says: 'events:DisableRule on "rolewarden-sts", which is part of Rolewarden',
      shows: { call: 'events:DisableRule', target: 'rolewarden-sts', ours: true, refused: false },
      tell: (stage) => watched(stage, 'events:DisableRule', { name: 'rolewarden-sts' }),
    },
    {
      name: 'the trail, refused, with its evidence',
      config: WATCH,
      points: 60,
      says: ', which may feed Rolewarden',
      shows: { call: 'cloudtrail:StopLogging', target: trail.name, ours: false, refused: true },
      tell: (stage) => watched(stage, 'cloudtrail:StopLogging', trail, refused),
    },
  ],
  silent: [{ name: 'a listing', config: WATCH, tell: (stage) => watched(stage, 'events:ListRules', null) }],
  almost: [
    {
      name: 'another resource',
      config: WATCH,
      tell: (stage) =>
        watched(stage, 'sqs:PurgeQueue', { queueUrl: `https://sqs.eu-central-1.amazonaws.com/${A}/orders` }),
    },
  ],
});
