import { outsider, type RoleName, roleId, webIdentity } from '../callers.ts';
import { assumeRole, BOTO, withWebIdentity } from '../records.ts';
import { clock, copies, oneIn, type Routine, type Scene, sessionOf } from './scene.ts';
import { at, type Net, pick } from './world.ts';

/** The issuer of the tokens of GitHub Actions, as CloudTrail names it. */
export const GITHUB = 'token.actions.githubusercontent.com';
/** The user agent of GitHub's action that takes a role. */
export const GITHUB_CLIENT =
  'aws-sdk-nodejs/2.1692.0 linux/v20.18.0 configure-aws-credentials-for-github-actions promise';

/** A repository whose workflows take a role from day `from` on. */
export interface Pipeline {
  readonly repository: string;
  readonly role: RoleName;
  readonly nets: readonly Net[];
  readonly from: number;
  /** The pipeline goes on into these with its session. */
  readonly onward: readonly RoleName[];
}

/** A pipeline on hosted or own runners: main mostly, a feature branch now and then. */
export function pipelineDay(scene: Scene, pipeline: Pipeline): Routine {
  const { stage } = scene;
  return (day) => {
    if (day < pipeline.from || (stage.weekday(day) > 5 && !oneIn(stage, 4))) return;
    for (let n = 1 + stage.dice(2); n > 0; n--) {
      const ref = oneIn(stage, 12) ? `ref:refs/heads/feature-${stage.dice(30)}` : 'ref:refs/heads/main';
      const call = pipelineCall(scene, pipeline, { day, ref });
      stage.add(withWebIdentity(call));
      for (const role of pipeline.onward) {
        const next = { ...call, by: sessionOf(call), at: call.at.replace(/:\d\dZ$/, ':59Z') };
        stage.add(
          ...copies({ ...next, role, account: role.account, session: 'deploy' }, pipeline.role.account),
        );
      }
    }
  };
}

/** The call with which a pipeline takes its role, for one branch. */
export function pipelineCall(
  { stage }: Scene,
  { repository, role, nets }: Pipeline,
  { day, ref }: { readonly day: number; readonly ref: string },
) {
  const net = pick(stage, nets);
  return {
    at: stage.at(day, clock(stage, 8 + stage.dice(10))),
    by: webIdentity(role.account, GITHUB, `repo:${repository}:${ref}`),
    from: at(net, nets.length > 1 ? stage.dice(20_000) : 21),
    with: GITHUB_CLIENT,
    account: role.account,
    role,
    session: 'GitHubActions',
  };
}

/** An app whose users sign in by Cognito, from all over the world, and take its role. */
export function appDay({ stage, world, accounts }: Scene, users: number): Routine {
  const role = { account: accounts[0] ?? '', name: 'AppUsers' };
  const lines = [...world.access.values()].flat();
  const homes = Array.from({ length: users }, () => pick(stage, lines));
  return (day) => {
    homes.forEach((home, n) => {
      if (!oneIn(stage, 3)) return;
      const subject = `eu-central-1:7c1e-${n}`;
      const call = {
        at: stage.at(day, clock(stage, stage.dice(24))),
        by: webIdentity(role.account, 'cognito-identity.amazonaws.com', subject),
        from: at(oneIn(stage, 8) ? pick(stage, lines) : home, 30_000 + n),
        with: 'aws-sdk-js/3.716.0 ua/2.1 os/other lang/js md/browser#Chrome_131',
        account: role.account,
        role,
        session: 'app',
      };
      stage.add(withWebIdentity(call));
    });
  };
}

/** An outside account that takes a role from day `from` on. */
export interface Vendor {
  readonly account: string;
  readonly role: RoleName;
  readonly net: Net;
  readonly externalId: string | undefined;
  readonly from: number;
}

/** A vendor's account: the owner's copy is the only one there is. */
export function vendorDay({ stage }: Scene, vendor: Vendor): Routine {
  return (day) => {
    if (day < vendor.from) return;
    for (const hour of [2, 8, 14, 20])
      stage.add(assumeRole(vendorCall(vendor, stage.at(day, clock(stage, hour)))));
  };
}

/** The call with which a vendor takes the role that it was given, from its own account. */
export function vendorCall({ account, role, net, externalId }: Vendor, time: string) {
  return {
    at: time,
    by: outsider(account, roleId({ account, name: 'collector' }), 'collector'),
    from: at(net, 31),
    with: BOTO,
    account: role.account,
    role,
    session: 'collector',
    ...(externalId === undefined ? {} : { externalId }),
  };
}
