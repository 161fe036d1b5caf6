import type { Subject } from '../../core/event/event.ts';
import { githubSubject } from './github-subject.ts';

interface Form {
  readonly kind: Subject['kind'];
  readonly pattern: RegExp;
}

/** `unit`, `owner` and `rest` by named group; the first that matches wins. */
const FORMS: readonly Form[] = [
  { kind: 'kubernetes', pattern: /^(?<unit>system:serviceaccount:(?<owner>[^:]{1,253}):[^:]{1,253})$/ },
  { kind: 'gitlab', pattern: /^(?<unit>project_path:(?<owner>[^/:]{1,200})[^:]{0,300})(?::(?<rest>.*))?$/ },
  {
    kind: 'terraform',
    pattern:
      /^(?<unit>organization:(?<owner>[^:]{1,100})(?::project:[^:]{1,100})?:workspace:[^:]{1,100})(?::(?<rest>.*))?$/,
  },
  {
    kind: 'terraform',
    pattern:
      /^(?<unit>organization:(?<owner>[^:]{1,100}):project:[^:]{1,100}:stack:[^:]{1,100}:deployment:[^:]{1,100})(?::(?<rest>.*))?$/,
  },
  {
    kind: 'pulumi',
    pattern:
      /^(?<unit>pulumi:deploy:org:(?<owner>[^:]{1,100}):project:[^:]{1,100}:stack:[^:]{1,100})(?::(?<rest>.*))?$/,
  },
  {
    kind: 'pulumi',
    pattern: /^(?<unit>pulumi:environments:org:(?<owner>[^:]{1,100}):env:[^:]{1,200})(?::(?<rest>.*))?$/,
  },
  {
    // names no owner: every Spacelift account has an issuer of its own
    kind: 'spacelift',
    pattern:
      /^(?<unit>space:[^:]{1,200}(?::space_path:[^:]{1,500})?:(?:stack|module):[^:]{1,200}):(?<rest>run_type:.*)$/,
  },
  {
    kind: 'circleci',
    pattern: /^(?<unit>org\/(?<owner>[^/]{1,100})\/project\/[^/]{1,100})(?:\/(?<rest>.*))?$/,
  },
  {
    kind: 'buildkite',
    pattern: /^(?<unit>organization:(?<owner>[^:]{1,100}):pipeline:[^:]{1,100})(?::(?<rest>.*))?$/,
  },
];

/** New in every run: it says nothing. */
const FRESH = /:(?:run_id|commit):[^:]+/g;

/**
 * What a form leaves open. Only GitHub tells of pull requests: GitLab's merge requests have `ref_type:branch`, as
 * branches do.
 */
const BARE = {
  owner: undefined,
  unitId: undefined,
  ownerId: undefined,
  ref: undefined,
  pullRequest: false,
} as const;

/** Reads a subject by the forms that the large issuers document. Anything else is its own unit. */
export function subjectOf(issuer: string | undefined, subject: string): Subject {
  return githubSubject(issuer, subject) ?? byForm(issuer, subject);
}

function byForm(issuer: string | undefined, subject: string): Subject {
  for (const { kind, pattern } of FORMS) {
    const groups = pattern.exec(subject)?.groups;
    if (groups === undefined) continue;
    const { unit = subject, owner, rest } = groups;
    return { ...BARE, kind, unit, owner, ref: rest?.replace(FRESH, '') || undefined };
  }
  if ((issuer ?? '').toLowerCase().includes('bitbucket.org')) {
    const [unit = subject, ...rest] = subject.split(':');
    return { ...BARE, kind: 'bitbucket', unit, ref: rest.join(':') || undefined };
  }
  return { ...BARE, kind: 'other', unit: subject };
}

const PIPELINES: ReadonlySet<Subject['kind']> = new Set([
  'github',
  'gitlab',
  'terraform',
  'bitbucket',
  'circleci',
  'buildkite',
  'pulumi',
  'spacelift',
]);

/** Whether the subject is a build pipeline's. */
export function isPipeline({ kind }: Subject): boolean {
  return PIPELINES.has(kind);
}

/** The issuer without scheme and trailing slash; an OIDC provider's ARN becomes the issuer it stands for. */
export function issuerOf(provider: string | undefined): string | undefined {
  if (provider === undefined) return undefined;
  const inArn = /^arn:[a-z-]{3,20}:iam::\d{12}:oidc-provider\/(.{1,300})$/.exec(provider)?.[1];
  return (inArn ?? provider).replace(/^https?:\/\//, '').replace(/\/$/, '');
}
