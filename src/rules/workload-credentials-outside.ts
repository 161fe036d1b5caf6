import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import { programWords } from '../core/event/program-words.ts';
import { type Running, runsAs } from '../core/facts/runs-as.ts';
import { isAuthenticated } from '../core/facts/who.ts';
import { type Astray, workloadAstray } from '../core/facts/workload-place.ts';
import type { Hit } from '../core/finding/finding.ts';
import { countryName } from '../core/place/place-words.ts';
import { defineRule, points } from './define.ts';

const PARAMS = z.strictObject({
  points: points(
    90,
    'Points outside AWS and outside every known network; instances also without history, and sessions that were issued inside AWS.',
  ),
  function: points(75, 'Points for a function or task without history.'),
  pod: points(
    60,
    'Points for a pod without history, unless it is at a hosting provider, where clusters run.',
  ),
  organisation: points(40, 'Points in another network of the organisation.'),
  organisationStrange: points(
    60,
    'Points where people of the organisation merely live or work, with a client that the workload never used.',
  ),
  aws: points(30, 'Points for an AWS address that nobody here used before.'),
  awsAbroad: points(
    50,
    'Points for such an address in another country than where the same session was in AWS before.',
  ),
  awsStrange: points(40, 'Points for such an address with a client that the workload never used.'),
});
type Params = z.infer<typeof PARAMS>;

export default defineRule({
  id: 'workload-credentials-outside',
  title: 'Credentials of an instance, function, pod or task were used where it does not run',
  family: 'misuse',
  why: 'Code in AWS calls from AWS. If its credentials are used elsewhere, they were stolen from the metadata service, the environment or a token file.',
  blindSpots: [
    'Tasks, builds and jobs whose session was issued to the service before anything was recorded: nothing in their calls says what they are. Services other than EC2, Lambda, EKS, ECS, App Runner, CodeBuild, Glue, SageMaker, AgentCore, EMR Serverless and Step Functions.',
    'A thief inside the same network, behind the same NAT, or on another machine that calls through the same VPC endpoint cannot be told apart: private addresses are not kept, as pods call from many.',
    'What a thief has AWS’s MCP server do: the server’s name stands in place of the address, except in its own records of tools called (`sessions: watch`).',
    'Calls to objects of S3 that are signed in the query, as presigned links are: whoever was given the link opens it.',
    'A thief in another AWS account looks like AWS: only an unknown address, another country than before in the same session, or that account’s VPC endpoint, gives it away. From the second day on the address is not unknown any more, also where it was another stolen key that called from it.',
    'Calls through a VPC endpoint whose record does not say whose it is (before eventVersion 1.09): then the answer is unknown.',
    'A thief with a machine in another account of yours, behind its VPC endpoint: once the account is configured, or its own trail was read, its endpoints are yours.',
    'In AWS, a workload that always comes through VPC endpoints of another account (a network account, too): it has no address to leave.',
  ],
  falsePositives: [
    'A proxy or gateway in AWS abroad, by which a machine leaves from now on: below an alert, and only for sessions that were issued before.',
    'VPC endpoints of a network account whose trail is not collected: name it under organisation.accounts, or under organisation.trusted if it is a provider’s. Accepting a finding teaches nothing about endpoints.',
    'Traffic that leaves through your own proxy: name it under organisation.networks. What alerts is never learned automatically; `rolewarden baseline accept` teaches one role.',
    'ECS Anywhere, EKS hybrid nodes and clusters outside AWS, on every day until their network is named under organisation.networks, or the finding was accepted.',
    'Instances at the edge (Outposts, Wavelength, addresses announced by your own ASN): their addresses are not AWS’s. Name the network.',
    'A workload that proves who it is to somebody outside AWS (Google Cloud’s workload identity federation, HashiCorp Vault elsewhere): they send its signed GetCallerIdentity to AWS from their own address. `rolewarden baseline accept` the finding.',
    'A workflow that hands credentials to a worker outside AWS: `rolewarden baseline accept` the finding.',
  ],
  ask: 'Ask the workload’s owner whether its traffic leaves through that network: a proxy, a VPN.',
  respond: [
    'Find out how the credentials leaked: SSRF, a stolen image, a leaked log.',
    'Require IMDSv2 and replace the workload.',
  ],
  attack: ['T1552.005', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    'https://attack.mitre.org/techniques/T1552/005/',
  ],
  on: 'all',
  params: PARAMS,
  detect(event, facts, params) {
    const running = isAuthenticated(event) ? runsAs(event, facts) : undefined;
    if (running === undefined) return undefined;
    const astray = workloadAstray(event, running.workload, facts);
    if (astray === undefined || 'unknown' in astray) return astray;
    return hitOf(event, running, astray, params);
  },
});

function hitOf(
  { actor, client, origin }: StsEvent,
  { words, workload }: Running,
  astray: Astray,
  params: Params,
): Hit {
  const what = `credentials of ${words}`;
  const points = pointsOf(astray, workload, params);
  if (astray.where === 'foreign-endpoint') {
    const { account, endpoint } = astray;
    const summary = `${what} were used through a VPC endpoint of account ${account}, which is not one of yours`;
    return { points, summary, evidence: { workload, endpoint, account, role: actor.roleName ?? actor.name } };
  }
  const { ip, network } = astray;
  const place = { ip, network: network.name ?? network.key };
  const evidence = { workload, ...place, role: actor.roleName ?? actor.key };
  const summary = `${what} ${placeWords(astray, origin)}`;
  if (astray.where === 'outside' || !astray.newProgram) return { points, summary, evidence };
  const byProgram = `${summary}, with ${programWords(client)} for the first time`;
  return { points, summary: byProgram, evidence: { ...evidence, client: client.family } };
}

/**
 * An address of AWS alone stays below `learnBelow`, or a new gateway, which moves every workload behind it, would be
 * reported for two weeks. A gateway brings no new program, but a thief does: then `new-client` counts as well, and both
 * make 47, with which an administrator's everyday role alone makes no alert.
 */
function pointsOf(astray: Astray, workload: Running['workload'], params: Params): number {
  switch (astray.where) {
    case 'foreign-endpoint':
      return params.points;
    case 'aws':
      if (astray.before !== undefined) return params.awsAbroad;
      return astray.newProgram ? params.awsStrange : params.aws;
    case 'organisation':
      return astray.newProgram ? params.organisationStrange : params.organisation;
    case 'outside':
      if (astray.proven) return params.points;
      return workload === 'pod' ? params.pod : params.function;
  }
}

/** Where they were used. Of access networks with a hint: either a thief is in it, or the organisation's own proxy ends there. */
function placeWords(
  astray: Exclude<Astray, { readonly where: 'foreign-endpoint' }>,
  origin: StsEvent['origin'],
): string {
  const { network, where } = astray;
  const name = network.name ?? network.key;
  if (where === 'aws') {
    const country = origin.kind === 'ip' ? origin.place?.country : undefined;
    const came = 'came from an AWS address where the workload never was';
    if (astray.before === undefined || country === undefined) return came;
    return `${came} (${countryName(country)}; the same session was in ${countryName(astray.before)} before)`;
  }
  if (where === 'organisation') return `came from ${name}, where the workload never runs`;
  const hint =
    network.kind === 'access' ? `; if ${name} is your proxy, name it under organisation.networks` : '';
  return `were used outside AWS${hint}`;
}
