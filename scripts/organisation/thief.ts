import { user } from '../callers.ts';
import { BOTO } from '../records.ts';
import type { Cast } from './cast.ts';
import { clock } from './scene.ts';
import { account } from './victims.ts';
import { at, type Net, pick } from './world.ts';

/** A network where a thief sits: a hoster, or a line in a country without anybody of the organisation. */
export const lair = ({ scene: { stage, world } }: Cast): Net =>
  pick(stage, [
    ...world.hosters.slice(3),
    ...(world.access.get('VN') ?? []),
    ...(world.access.get('NG') ?? []),
  ]);
/** Some hour of the day. */
export const hour = ({ scene: { stage } }: Cast) => clock(stage, stage.dice(23));

/** Names of roles that somebody tries who knows none. */
export const GUESSED = [
  'Admin',
  'Backup',
  'Billing',
  'Database',
  'Deploy',
  'Security',
  'Support',
  'Terraform',
  'Ops',
] as const;

/** A key that others have not stolen yet: each technique has its own victim. */
const keyOf = ({ keys }: Cast, n: number) =>
  keys[n % keys.length] ?? { name: 'x', role: { account: '', name: '' } };
/** A call with such a key: from where its thief sits, unless said otherwise. */
export const keyCall = (cast: Cast, n: number, day: number, net = lair(cast)) => {
  const { name, role } = keyOf(cast, n);
  const by = user(account(cast), name);
  return {
    at: cast.scene.stage.at(day, hour(cast)),
    by,
    from: at(net, 77),
    with: BOTO,
    account: role.account,
    role,
    session: name,
  };
};
