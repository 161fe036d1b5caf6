import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, MAC_CLI } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/impossible-travel.ts';
import { cases, daily } from '../support/cases.ts';

const call = (stage: Stage, day: number, time: string, place: PlaceName) =>
  callerIdentity({
    at: stage.at(day, time),
    by: user('111122223333', 'dave'),
    from: address(place),
    with: MAC_CLI,
    account: '111122223333',
  });
const trip = (from: PlaceName, to: PlaceName, arrival: string) => (stage: Stage) => {
  daily(stage, (day) => call(stage, day, '08:00', 'berlinHome'));
  stage.add(call(stage, 30, '08:00', from));
  return call(stage, 30, arrival, to);
};

cases(rule, {
  fires: [
    {
      name: 'Berlin to São Paulo in forty minutes',
      tell: trip('berlinHome', 'saoPaulo', '08:40'),
      points: 65,
    },
    {
      name: 'Berlin to New York, a country where only machines in a cloud are known',
      points: 65,
      tell: (stage) => {
        daily(stage, (day) =>
          [11, 12, 13].map((n) => {
            const [at, by] = [stage.at(day, '03:00'), user('111122223333', `job${n}`)];
            return callerIdentity({ at, by, from: address('awsVirginia', n), account: '111122223333' });
          }),
        );
        return trip('berlinHome', 'newYork', '08:40')(stage);
      },
    },
    {
      name: 'Berlin to São Paulo in forty minutes, and refused there',
      points: 65,
      tell: (stage) => ({ ...trip('berlinHome', 'saoPaulo', '08:40')(stage), errorCode: 'AccessDenied' }),
    },
    { name: 'São Paulo, and back in Berlin', tell: trip('saoPaulo', 'berlinHome', '08:40'), points: 10 },
  ],
  silent: [
    { name: 'Berlin to São Paulo in fourteen hours', tell: trip('berlinHome', 'saoPaulo', '22:00') },
    { name: 'through a relay', tell: trip('berlinHome', 'relay', '08:10') },
    { name: 'from a cloud', tell: trip('awsVirginia', 'berlinHome', '08:10') },
  ],
  almost: [
    {
      name: 'a wrong password from São Paulo',
      tell: (stage) => ({
        ...trip('berlinHome', 'saoPaulo', '08:40')(stage),
        eventSource: 'signin.amazonaws.com',
        eventName: 'ConsoleLogin',
        responseElements: { ConsoleLogin: 'Failure' },
        errorMessage: 'Failed authentication',
      }),
    },
    {
      name: 'Berlin to the Netherlands in a minute is too near',
      tell: trip('berlinHome', 'hoster', '08:01'),
    },
    { name: 'Berlin to New York, as fast as an airliner', tell: trip('berlinHome', 'newYork', '15:20') },
  ],
});
