import { root, samlUser, user, webIdentity } from '../callers.ts';
import { consoleLogin, withSaml, withWebIdentity } from '../records.ts';
import type { Technique } from './attack.ts';
import { pipelineCall } from './outsiders.ts';
import { abroad, account, victim } from './victims.ts';
import { at } from './world.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';

/** Attacks through sign-ins and identity providers. */
export const FEDERATION_TECHNIQUES: readonly Technique[] = [
  {
    id: 'root signs in to the console',
    group: 'sign-in',
    grade: 'conclusive',
    act: (cast, day) => [
      consoleLogin({
        at: cast.scene.stage.at(day, '02:40:00'),
        by: root(account(cast)),
        from: at(abroad(cast), 2),
        with: BROWSER,
        account: account(cast),
        mfa: false,
      }),
    ],
  },
  {
    id: 'passwords sprayed, one opens',
    group: 'sign-in',
    grade: 'conclusive',
    act(cast, day) {
      const from = at(abroad(cast), 2);
      const login = (name: string, n: number, ok: boolean) =>
        consoleLogin({
          at: cast.scene.stage.at(day, `04:0${n}:00`),
          by: user(account(cast), name, { key: '' }),
          from,
          with: BROWSER,
          account: account(cast),
          mfa: false,
          ok,
        });
      const tried = cast.users.slice(0, 8).map(({ name }, n) => login(name, n, false));
      return [...tried, login(cast.users[8]?.name ?? 'x', 9, true)];
    },
  },
  {
    id: 'rogue SAML provider',
    group: 'federation',
    grade: 'conclusive',
    act(cast, day) {
      const role = cast.users[0]?.role ?? { account: '', name: '' };
      const who = victim(cast, 9);
      const call = {
        at: cast.scene.stage.at(day, '13:00:00'),
        by: samlUser(who.mail),
        from: at(abroad(cast), 8),
        with: BROWSER,
        account: role.account,
        role,
        session: who.mail,
      };
      return [withSaml({ ...call, provider: `arn:aws:iam::${role.account}:saml-provider/backup-idp` })];
    },
  },
  ...(
    [
      ['repository of a stranger', 'conclusive', 'evil/tools', 'ref:refs/heads/main'],
      ['pull request', 'conclusive', '', 'pull_request'],
      ['unseen branch', 'subtle', '', 'ref:refs/heads/hotfix-0'],
      ['unseen repository of the owner', 'subtle', 'acme/sandbox', 'ref:refs/heads/main'],
    ] as const
  ).map(
    ([id, grade, repository, ref]): Technique => ({
      id,
      group: 'federation',
      grade,
      act(cast, day) {
        const pipeline = cast.pipelines[0];
        if (pipeline === undefined) return [];
        const used = repository === '' ? pipeline : { ...pipeline, repository };
        return [withWebIdentity(pipelineCall(cast.scene, used, { day, ref }))];
      },
    }),
  ),
  {
    id: 'rogue OIDC provider',
    group: 'federation',
    grade: 'conclusive',
    act(cast, day) {
      const pipeline = cast.pipelines[2];
      if (pipeline === undefined) return [];
      const call = pipelineCall(cast.scene, pipeline, { day, ref: 'ref:refs/heads/main' });
      const by = webIdentity(
        pipeline.role.account,
        'id.evil.example',
        `repo:${pipeline.repository}:ref:refs/heads/main`,
      );
      return [withWebIdentity({ ...call, by, from: at(abroad(cast), 1) })];
    },
  },
];
