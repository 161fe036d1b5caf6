import { address } from '../../scripts/places.ts';
import { stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/outbound-token.ts';
import { cases, daily } from '../support/cases.ts';
import { dave } from '../support/chain.ts';

const AZURE = 'api://AzureADTokenExchange';
const base = (stage: Stage, day: number) => ({
  at: stage.at(day, '09:00'),
  by: dave,
  from: address('berlinHome'),
  account: '111122223333',
});
/** A token for outside services: the answer names it, and does not hold it. */
const token = (stage: Stage, day: number, audience: unknown) =>
  stsCall(
    'GetWebIdentityToken',
    base(stage, day),
    { audience, durationSeconds: 300, signingAlgorithm: 'ES384', tags: [{ key: 'scope', value: 'read' }] },
    {
      webIdentityTokenId: '8d1c4c55-0d0e-4ea5-9f0c-2f0f3c7d5e11',
      expiration: stage.at(day, '09:05'),
    },
  );
const daysWith = (audience: unknown) => (stage: Stage) => daily(stage, (day) => token(stage, day, audience));
const otherDays = (stage: Stage) =>
  daily(stage, (day) => stsCall('GetCallerIdentity', base(stage, day), null, null));

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'the first token of somebody with history',
      points: 25,
      says: 'the caller’s first token for an outside service, "',
      shows: { audiences: AZURE, knownAudiences: 0 },
      tell: (stage) => {
        otherDays(stage);
        return token(stage, 30, [AZURE]);
      },
    },
    {
      name: 'a token for somebody else than usual',
      points: 25,
      says: 'the caller’s first token for "https://attacker.example"',
      tell: (stage) => {
        daysWith([AZURE])(stage);
        return token(stage, 30, ['https://attacker.example']);
      },
    },
    {
      name: 'the same, next to the usual one',
      shows: { audiences: 'https://attacker.example', knownAudiences: 1 },
      tell: (stage) => {
        daysWith([AZURE])(stage);
        return token(stage, 30, [AZURE, 'https://attacker.example']);
      },
    },
  ],
  silent: [
    {
      name: 'the usual one',
      tell: (stage) => {
        daysWith([AZURE])(stage);
        return token(stage, 30, [AZURE]);
      },
    },
    { name: 'somebody without history', tell: (stage) => token(stage, 30, [AZURE]) },
    {
      name: 'one more of somebody who asks for more services than a history holds',
      tell: (stage) => {
        daily(stage, (day) => [0, 1, 2].map((n) => token(stage, day, [`https://${day}-${n}.example`])));
        return token(stage, 30, [AZURE]);
      },
    },
  ],
  almost: [
    {
      name: 'one that was seen lately',
      tell: (stage) => {
        otherDays(stage);
        stage.add(token(stage, 28, [AZURE]));
        return token(stage, 30, [AZURE]);
      },
    },
    {
      name: 'a record that names no audience',
      tell: (stage) => {
        otherDays(stage);
        return token(stage, 30, null);
      },
    },
  ],
});
