import { outsider, service, session, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { BOTO, callerIdentity, MAC_CLI, type RawCloudTrail, serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/key-out-of-place.ts';
import { appUserTravels } from '../support/app-user.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, call, deniedTake, next, role, type Take, take } from '../support/chain.ts';
import { takenBy } from '../support/taken-by.ts';
import { sessionOf } from '../support/watched.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36';
const windows = (client: string, release: string) => `${client} ua/2.0 os/windows#${release} md/arch#amd64`;

const bot = (stage: Stage, day: number, how: Partial<Take> = {}) =>
  take(stage, { day, by: user(A, 'bot'), role: role('reader'), place: 'cellar', with: BOTO, ...how });
const usual = (stage: Stage, how: Partial<Take> = {}) => daily(stage, (day) => bot(stage, day, how));
const colleague = (stage: Stage, name: string, place: PlaceName) =>
  daily(stage, (day) => bot(stage, day, { by: user(A, name, { mfa: true }), place, time: '10:00' }));
const inAws = (stage: Stage, host: number) =>
  daily(stage, (day) => bot(stage, day, { by: user(A, `job${host}`), place: 'awsFrankfurt', host }));
const refused = (stage: Stage) =>
  deniedTake(stage, { by: user(A, 'bot'), role: role('Admin'), place: 'hoster', with: BOTO });
/** A machine that always calls through the VPC endpoint of its account: its address is a private one. */
const throughEndpoint = (stage: Stage, day: number, how: Partial<Take> = {}) => ({
  ...bot(stage, day, how),
  sourceIPAddress: '10.0.3.4',
  vpcEndpointId: 'vpce-0a1b2c3d4e5f60718',
  vpcEndpointAccountId: A,
});
const behindEndpoint =
  (how: Partial<Take>, days = 30) =>
  (stage: Stage) => {
    daily(stage, (day) => throughEndpoint(stage, day), days);
    usual(stage, { by: user(A, 'other'), place: 'cellar' });
    return bot(stage, 30, how);
  };
const vendor = outsider(B, 'AROAVENDOREXAMPLE', 'x');
/** The owner's copies of what people of account A do in account B; what they do at home is seen as well, or not. */
const inOtherAccount =
  (place: PlaceName, atHome: boolean) =>
  (stage: Stage): RawCloudTrail => {
    const [by, reader] = [outsider(A, 'AROASHAREDEXAMPLE', 'alice'), role('reader', B)];
    daily(stage, (day) => [
      take(stage, { day, by, role: reader, place: day % 2 ? 'berlinOffice' : 'berlinHome', with: MAC_CLI }),
      ...(atHome ? [bot(stage, day, { by: user(A, 'alice', { mfa: true }) })] : []),
    ]);
    return take(stage, { by, role: reader, place, with: MAC_CLI });
  };

cases(rule, {
  fires: [
    {
      name: 'a program with tokens of an issuer of one’s own',
      points: 50,
      tell: appUserTravels('saoPaulo', 'idp.example.com'),
    },
    {
      name: 'a machine’s key from a hoster',
      points: 50,
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { place: 'hoster' });
      },
    },
    {
      name: 'a machine’s key through a relay, which hides the place and not the network',
      points: 50,
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { place: 'relay' });
      },
    },
    {
      name: 'a vendor from elsewhere',
      points: 50,
      tell: (stage) => {
        usual(stage, { by: vendor, place: 'awsVendor' });
        return bot(stage, 30, { by: vendor, place: 'lagos' });
      },
    },
    {
      name: 'somebody of an account whose trail is not collected',
      points: 50,
      tell: inOtherAccount('lisbon', false),
    },
    {
      name: 'from a network of the organisation',
      points: 25,
      tell: (stage) => {
        usual(stage);
        colleague(stage, 'ann', 'berlinOffice');
        colleague(stage, 'ben', 'berlinOffice');
        return bot(stage, 30, { place: 'berlinOffice' });
      },
    },
    {
      name: 'from a line where colleagues live, by another program',
      points: 40,
      says: ', and never with aws-cli',
      tell: (stage) => {
        usual(stage);
        colleague(stage, 'ann', 'berlinHome');
        colleague(stage, 'ben', 'berlinHome');
        return bot(stage, 30, { place: 'berlinHome', with: MAC_CLI });
      },
    },
    {
      name: 'the same in a network that the operator named',
      points: 25,
      config: {
        organisation: { networks: [{ name: 'office', cidr: [`${address('berlinOffice', 0)}/27`] }] },
      },
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { place: 'berlinOffice', with: MAC_CLI });
      },
    },
    {
      name: 'from a cloud where others of the organisation live, at an address of nobody',
      points: 50,
      tell: (stage) => {
        usual(stage);
        for (const n of [11, 12, 13]) inAws(stage, n);
        return bot(stage, 30, { place: 'awsFrankfurt', host: 3 });
      },
    },
    {
      name: 'from an address in a cloud that one of them has used',
      points: 25,
      tell: (stage) => {
        usual(stage);
        for (const n of [11, 12, 13]) inAws(stage, n);
        return bot(stage, 30, { place: 'awsFrankfurt', host: 12 });
      },
    },
    {
      name: 'of a machine that only ever came through a VPC endpoint',
      points: 50,
      says: 'only ever seen from AWS before (30 days)',
      tell: behindEndpoint({ place: 'lagos' }),
    },
    {
      name: 'of such a machine, from a stranger’s machine in AWS, by another program',
      points: 30,
      says: 'only known from VPC endpoints before (30 days), and never with aws-cli',
      shows: {
        ip: address('awsFrankfurt', 3),
        network: 'Amazon.com, Inc.',
        usual: 'VPC endpoints',
        client: 'aws-cli',
      },
      tell: behindEndpoint({ place: 'awsFrankfurt', host: 3, with: MAC_CLI }),
    },
    {
      name: 'of such a machine, though a quiet call had come from an address in AWS',
      points: 30,
      tell: (stage) => {
        stage.add(bot(stage, 27, { place: 'awsFrankfurt', host: 3, time: '11:00' }));
        return behindEndpoint({ place: 'awsFrankfurt', host: 4, with: MAC_CLI })(stage);
      },
    },
    {
      name: 'refused: the key is there all the same',
      points: 50,
      tell: (stage) => {
        usual(stage);
        return refused(stage);
      },
    },
    {
      name: 'by a thief who says that it is a browser',
      points: 50,
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { place: 'hoster', with: BROWSER });
      },
    },
    {
      name: 'tried once in a browser, and once from a Mac',
      points: 50,
      tell: (stage) => {
        usual(stage);
        stage.add(bot(stage, 10, { with: BROWSER }), bot(stage, 15, { with: MAC_CLI }));
        return bot(stage, 30, { place: 'hoster' });
      },
    },
    {
      name: 'a role’s, which somebody tried once from a Mac',
      points: 50,
      tell: (stage) => {
        const by = (day: number) => sessionOf('Sync', `ASIASYNC${day}EXAMPLE`);
        daily(stage, (day) => bot(stage, day, { by: by(day) }));
        stage.add(bot(stage, 15, { by: by(99), with: MAC_CLI }));
        return bot(stage, 30, { by: by(30), place: 'hoster' });
      },
    },
    {
      name: 'a Windows server’s, by a program',
      points: 50,
      tell: (stage) => {
        usual(stage, { with: windows('aws-sdk-dotnet-coreclr/3.7.100', '10.0.19045') });
        return bot(stage, 30, { place: 'hoster' });
      },
    },
    {
      name: 'a Windows server’s, by the command line',
      points: 50,
      tell: (stage) => {
        usual(stage, { with: windows('aws-cli/2.22.12', '2019Server') });
        return bot(stage, 30, { place: 'hoster' });
      },
    },
    {
      name: 'a role’s, which somebody uses from a Mac every week',
      points: 50,
      tell: (stage) => {
        const by = (day: number) => sessionOf('Sync', `ASIASYNC${day}EXAMPLE`);
        daily(stage, (day) => bot(stage, day, { by: by(day) }));
        for (const day of [3, 10, 17, 24]) stage.add(bot(stage, day, { by: by(day + 100), with: MAC_CLI }));
        return bot(stage, 30, { by: by(30), place: 'hoster' });
      },
    },
  ],
  silent: [
    {
      name: 'a task’s session, of which workload-credentials-outside asks',
      tell: (stage) => {
        const task = (day: number) => {
          const at = stage.at(day, '08:00');
          const given = { at, by: service('ecs-tasks.amazonaws.com'), account: A, role: role('Sync') };
          const issued = { ...given, session: 'sync', from: '' };
          stage.add(serviceRole(issued));
          return next(issued);
        };
        daily(stage, (day) => [
          bot(stage, day, { by: task(day) }),
          bot(stage, day, { by: sessionOf('Sync', `ASIAMAC${day}EXAMPLE`), with: MAC_CLI, time: '10:00' }),
        ]);
        return bot(stage, 30, { by: task(30), place: 'hoster' });
      },
    },
    {
      name: 'a machine that always goes through a relay',
      tell: (stage) => {
        usual(stage, { place: 'relay' });
        return bot(stage, 30, { place: 'relay', host: 9 });
      },
    },
    {
      name: 'through the VPC endpoint, as always',
      tell: (stage) => {
        behindEndpoint({})(stage);
        return throughEndpoint(stage, 30);
      },
    },
    {
      name: 'from its cellar',
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30);
      },
    },
    { name: 'no history', tell: (stage) => bot(stage, 30, { place: 'hoster' }) },
  ],
  almost: [
    {
      name: 'of a machine that only ever came through a VPC endpoint, from AWS: it has a gateway now',
      tell: behindEndpoint({ place: 'awsFrankfurt', host: 3 }),
    },
    ...[B, undefined].map((vpcEndpointAccountId) => ({
      name: `through a VPC endpoint ${vpcEndpointAccountId ? 'of another account' : 'of which nobody says whose'}: AWS is not its network`,
      tell: (stage: Stage) => {
        daily(stage, (day) => ({ ...throughEndpoint(stage, day), vpcEndpointAccountId }));
        usual(stage, { by: user(A, 'other'), place: 'cellar' });
        return bot(stage, 30, { place: 'lagos' });
      },
    })),
    {
      name: 'of a machine that has come through a VPC endpoint for four days: unknown',
      tell: behindEndpoint({ place: 'lagos' }, 4),
    },
    { name: 'a user of an app', tell: appUserTravels('saoPaulo') },
    {
      name: 'a colleague from another account of ours, on a journey: the caller’s record is asked',
      tell: inOtherAccount('lisbon', true),
    },
    {
      name: 'a machine of three networks',
      tell: (stage) => {
        const places = ['cellar', 'berlinOffice', 'awsFrankfurt'] as const;
        daily(stage, (day) => bot(stage, day, { place: places[day % 3] ?? 'cellar' }));
        return bot(stage, 30, { place: 'hoster' });
      },
    },
    {
      name: 'a person’s key',
      tell: (stage) => {
        usual(stage, { with: MAC_CLI });
        return bot(stage, 30, { with: MAC_CLI, place: 'lisbon' });
      },
    },
    {
      name: 'a person’s, who signs in to the console on some days',
      tell: (stage) => {
        usual(stage);
        for (const day of [3, 12, 20]) stage.add(bot(stage, day, { with: BROWSER, time: '11:00' }));
        return bot(stage, 30, { place: 'lisbon' });
      },
    },
    {
      name: 'a person’s, at a desk with Windows',
      tell: (stage) => {
        usual(stage, { with: windows('aws-cli/2.22.12', '11') });
        return bot(stage, 30, { place: 'lisbon' });
      },
    },
    {
      name: 'a role’s that people take from their Macs',
      tell: (stage) => {
        const by = (day: number) => sessionOf('Ops', `ASIAOPS${day}EXAMPLE`);
        daily(stage, (day) => bot(stage, day, { by: by(day), with: day % 3 === 2 ? BOTO : MAC_CLI }));
        return bot(stage, 30, { by: by(30), with: MAC_CLI, place: 'lisbon' });
      },
    },
    {
      name: 'a call that was guarded by MFA',
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { by: user(A, 'bot', { mfa: true }), place: 'lisbon' });
      },
    },
    {
      name: 'a role’s session that account access manager took for a person',
      tell: (stage) => {
        const by = (day: number) => takenBy(stage, 'account-access.amazonaws.com', 'reader', day);
        daily(stage, (day) => bot(stage, day, { by: by(day) }));
        return bot(stage, 30, { by: by(30), place: 'lisbon' });
      },
    },
    {
      name: 'a role’s session that a person asked for',
      tell: (stage) => {
        const who = (day: number, place: PlaceName) => {
          const asked = call(stage, { day, role: role('reader'), place });
          stage.add(take(stage, { day, role: role('reader'), place }));
          const [at, from] = [stage.at(day, '09:30'), address(place)];
          return callerIdentity({ at, by: next(asked), from, account: A });
        };
        daily(stage, (day) => who(day, 'berlinHome'));
        return who(30, 'lisbon');
      },
    },
    {
      name: 'an instance: workload-credentials-outside asks that',
      tell: (stage) => {
        const issued = { role: role('web'), session: 'i-0a1b2c3d4e5f60718', key: 'ASIAWEBEXAMPLE' };
        const by = session({ ...issued, issuedAt: stage.at(0, '01:00') });
        usual(stage, { by, place: 'awsFrankfurt' });
        return bot(stage, 30, { by, place: 'hoster' });
      },
    },
    ...['InvalidClientTokenId', 'SignatureDoesNotMatch', 'ExpiredTokenException'].map((errorCode) => ({
      name: `a call that AWS did not believe: ${errorCode}`,
      tell: (stage: Stage) => {
        usual(stage);
        return { ...refused(stage), errorCode };
      },
    })),
  ],
});
