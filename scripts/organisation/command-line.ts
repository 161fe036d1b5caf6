import { type Caller, opaque, type RoleName, session } from '../callers.ts';
import { callerIdentity, issuedKey, type RawCloudTrail, type RoleCall, withSaml } from '../records.ts';
import { PORTAL_SDK } from '../scenarios/portal-grant.ts';
import { createToken, getRoleCredentials, unnamedPortalUser, vouchedSignIn } from '../sign-in.ts';
import { clientOf, type Person, placeOf, rolesOf, samlCall, workOn } from './people.ts';
import { copies, oneIn, type Routine, type Scene } from './scene.ts';
import { later } from './victims.ts';
import { at, pick } from './world.ts';

/** Which of the addresses of AWS is that of Identity Center's own servers. */
const SERVERS = 9_000;
/** How many minutes after their fetching credentials of eight hours are used. */
const LATER = [15, 60, 150, 280, 400];

/** A day of somebody who signs in once, and then fetches credentials for a command line: mostly on the laptop. */
export function commandLineDay(scene: Scene, who: Person): Routine {
  const { stage } = scene;
  return (day) => {
    const work = workOn(scene, who, day);
    if (work === undefined) return;
    const browser = at(work.net, who.host);
    const from = who.box !== undefined && oneIn(stage, 3) ? who.box : browser;
    const start = stage.at(day, work.time());
    stage.add(...tokenFor(scene, who, { time: start, browser, terminal: from, client: clientOf(who, day) }));
    for (let n = 1 + stage.dice(3); n > 0; n--) {
      const time = later(start, 2 + stage.dice(240));
      const role = pick(stage, rolesOf(who, day));
      const { call, records } = fetching(scene, who, { time, from, role, client: clientOf(who, day) });
      stage.add(...records);
      if (oneIn(stage, 2)) stage.add(callerIdentity({ ...call, at: later(time, 1) }));
      if (oneIn(stage, 2)) stage.add(...wandering(scene, who, call, day));
    }
  };
}

/** The same session hours later: where it was fetched, where the laptop is by then, or copied to the cloud. */
function wandering(scene: Scene, who: Person, call: RoleCall, day: number): readonly RawCloudTrail[] {
  const { stage } = scene;
  const moved = oneIn(stage, 3) ? at(placeOf(scene, who, day), who.host) : call.from;
  const from = who.box !== undefined && oneIn(stage, 4) ? who.box : moved;
  const use = { ...call, from, at: later(call.at, pick(stage, LATER)) };
  if (who.takes === undefined || oneIn(stage, 2)) return [callerIdentity(use)];
  return copies({ ...use, role: who.takes, account: who.takes.account }, call.role.account);
}

/** The sign-in in the browser, and the token that a command line gets by it. */
export function tokenFor(
  scene: Scene,
  who: Person,
  how: {
    readonly time: string;
    readonly browser: string;
    readonly terminal: string;
    readonly client: string;
  },
): readonly RawCloudTrail[] {
  const call = { ...portalCall(scene, who), at: how.time, from: how.browser };
  const grant = how.terminal === how.browser ? 'authorization_code' : undefined;
  const token = { ...call, at: later(how.time, 1), from: how.terminal, with: how.client };
  return [vouchedSignIn(call, who.mail), createToken(token, grant)];
}

/**
 * Credentials of a permission set: the fetching, the issue by Identity Center's servers in the same second, and as
 * whom they are used, with a key that no record of the issue names.
 */
export function fetching(
  scene: Scene,
  who: Person,
  how: { readonly time: string; readonly from: string; readonly role: RoleName; readonly client: string },
) {
  const { client, from, role, time } = how;
  const issue = samlCall(who, time, role);
  const servers = { from: at(scene.world.aws[0] ?? who.home, SERVERS), with: PORTAL_SDK };
  const set = role.name.replace(/^AWSReservedSSO_(.+)_[0-9a-f]{16}$/, '$1');
  const asked = { ...portalCall(scene, who), at: time, from, with: client };
  const call: RoleCall = { ...issue, by: handedTo(who, { ...issue, from }), from, with: client };
  return {
    call,
    records: [
      getRoleCredentials(asked, { account: role.account, name: set }),
      withSaml({ ...issue, ...servers }),
    ],
  };
}

function portalCall({ accounts }: Scene, { userId }: Person) {
  const account = accounts[0] ?? '';
  return { by: unnamedPortalUser(account, userId), account };
}

function handedTo({ mail, userId }: Person, call: RoleCall): Caller {
  const key = opaque('ASIA', `handed out ${issuedKey(call)}`, 9);
  return {
    ...session({ role: call.role, session: mail, key, issuedAt: call.at }),
    onBehalfOf: {
      userId,
      identityStoreArn: 'arn:aws:identitystore::100000000000:identitystore/d-1234567890',
    },
  };
}
