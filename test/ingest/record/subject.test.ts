import { describe, expect, it } from 'vitest';
import { isPipeline, subjectOf } from '../../../src/ingest/record/subject.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const PULUMI = 'api.pulumi.com/oidc';
const SPACELIFT = 'demo.app.spacelift.io';
const TERRAFORM = 'app.terraform.io';
const WORKFLOW = 'acme/wf/.github/workflows/deploy.yml';

describe('a pipeline’s subject', () => {
  it.each([
    [
      'GitHub, left alone',
      GITHUB,
      'repo:acme/api:ref:refs/heads/x',
      'repo:acme/api',
      'acme',
      'ref:refs/heads/x',
    ],
    [
      'GitHub, an environment',
      GITHUB,
      'repo:acme/api:environment:ref',
      'repo:acme/api',
      'acme',
      'environment:ref',
    ],
    [
      'GitHub, owner and repository',
      GITHUB,
      'repository_owner:acme:repository:acme/api:ref:refs/heads/x',
      'repo:acme/api',
      'acme',
      'ref:refs/heads/x',
    ],
    [
      'GitHub, a pull request behind other claims',
      GITHUB,
      `repo:acme/api:job_workflow_ref:${WORKFLOW}@refs/pull/7/merge:pull_request`,
      'repo:acme/api',
      'acme',
      `pull_request:job_workflow_ref:${WORKFLOW}@refs/pull/*/merge`,
    ],
    [
      'GitHub, ids alone',
      GITHUB,
      'repository_owner_id:12:repository_id:34:environment:prod',
      'repository_owner_id:12:repository_id:34',
      'id:12',
      'environment:prod',
    ],
    [
      'GitHub, a shared workflow',
      'token.actions.acme.ghe.com',
      `job_workflow_ref:${WORKFLOW}@refs/heads/main`,
      `job_workflow_ref:${WORKFLOW}`,
      'acme',
      `job_workflow_ref:${WORKFLOW}@refs/heads/main`,
    ],
    [
      'GitHub, what is new in every run',
      'ghes.example.com/_services/token',
      'repository:acme/api:run_id:77:actor:ann',
      'repo:acme/api',
      'acme',
      'actor:ann',
    ],
    [
      'GitHub, a workflow with a colon in its name',
      GITHUB,
      'repository_owner:acme:workflow:Build: all',
      'repository_owner:acme:workflow:Build: all',
      'acme',
      'workflow:Build: all',
    ],
    [
      'GitHub, nothing but what changes',
      GITHUB,
      'environment:prod',
      'environment:prod',
      undefined,
      'environment:prod',
    ],
    [
      'Buildkite, without the commit',
      'agent.buildkite.com',
      'organization:a:pipeline:p:ref:refs/heads/main:commit:9f3182061f1e:step:build',
      'organization:a:pipeline:p',
      'a',
      'ref:refs/heads/main:step:build',
    ],
    [
      'Pulumi Deployments',
      PULUMI,
      'pulumi:deploy:org:acme:project:p:stack:s:operation:update:scope:write',
      'pulumi:deploy:org:acme:project:p:stack:s',
      'acme',
      'operation:update:scope:write',
    ],
    [
      'Pulumi ESC',
      PULUMI,
      'pulumi:environments:org:acme:env:shop/prod',
      'pulumi:environments:org:acme:env:shop/prod',
      'acme',
      undefined,
    ],
    [
      'Spacelift',
      SPACELIFT,
      'space:root:stack:infra:run_type:TRACKED:scope:write',
      'space:root:stack:infra',
      undefined,
      'run_type:TRACKED:scope:write',
    ],
    [
      'Spacelift, with the space’s path and the run',
      SPACELIFT,
      'space:eu:space_path:/root/eu:module:vpc:run_type:TESTING:run_id:01H:scope:read',
      'space:eu:space_path:/root/eu:module:vpc',
      undefined,
      'run_type:TESTING:scope:read',
    ],
    [
      'Terraform, before there were projects',
      TERRAFORM,
      'organization:a:workspace:w:run_phase:apply',
      'organization:a:workspace:w',
      'a',
      'run_phase:apply',
    ],
    [
      'Terraform Stacks',
      TERRAFORM,
      'organization:a:project:p:stack:s:deployment:production:operation:plan',
      'organization:a:project:p:stack:s:deployment:production',
      'a',
      'operation:plan',
    ],
  ])('%s', (_, issuer, text, unit, owner, ref) => {
    const subject = subjectOf(issuer, text);
    expect([subject.unit, subject.owner, subject.ref]).toEqual([unit, owner, ref]);
    expect(isPipeline(subject)).toBe(true);
  });

  it('of GitHub has the ids of owner and repository wherever they stand', () => {
    const ids = (text: string) => {
      const { owner, ownerId, unit, unitId } = subjectOf(GITHUB, text);
      return [unit, unitId, owner, ownerId];
    };
    const whole = ['repo:acme/api', '34', 'acme', '12'];
    expect(ids('repo:acme@12/api@34:ref:refs/heads/main')).toEqual(whole);
    expect(ids('repository_owner_id:12:repository_id:34:repository:acme/api')).toEqual(whole);
    expect(ids('repository_owner:acme:repository_owner_id:12')).toEqual([
      'repository_owner:acme:repository_owner_id:12',
      undefined,
      'acme',
      '12',
    ]);
  });

  it('of GitHub without an owner’s name is of the owner’s id', () => {
    expect(subjectOf(GITHUB, 'repository_owner_id:12:environment:prod')).toMatchObject({
      owner: 'id:12',
      ownerId: undefined,
    });
  });

  it('of GitHub is of nobody where somebody has put a second owner into a name', () => {
    const subject = subjectOf(GITHUB, 'repository_owner:evil:workflow:w:repository_owner:acme');
    expect(subject.owner).toBe('evil|acme');
  });

  it.each([
    [
      'another issuer that borrows GitHub’s words',
      'login.example.com',
      'repository_owner:acme:repository:acme/api',
    ],
    ['no claim', GITHUB, 'acme/api'],
    ['a key without a value', GITHUB, 'repository'],
    ['text behind a pull request, which has no value', GITHUB, 'repo:acme/api:pull_request:main'],
    ['Spacelift, freely made', SPACELIFT, '/root/eu|stack:infra|TRACKED|write'],
  ])('is its own unit: %s', (_, issuer, text) => {
    expect(subjectOf(issuer, text)).toMatchObject({ kind: 'other', unit: text, ref: undefined });
  });
});
