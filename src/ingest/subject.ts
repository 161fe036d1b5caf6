/** An OIDC subject, split in what is stable (the key) and what changes from run to run. */
export interface Subject {
  readonly kind:
    | 'github'
    | 'gitlab'
    | 'kubernetes'
    | 'terraform'
    | 'bitbucket'
    | 'circleci'
    | 'buildkite'
    | 'other';
  /** Repository, namespace and service account, workspace: what a history is kept for. */
  readonly unit: string;
}

/** Reads a subject by the forms that the large issuers document. Anything else is its own unit. */
export function subjectOf(issuer: string | undefined, subject: string): Subject {
  const host = (issuer ?? '').toLowerCase();
  const service = /^system:serviceaccount:([^:]{1,253}):([^:]{1,253})$/.exec(subject);
  if (service !== null) return { kind: 'kubernetes', unit: subject };
  const github = /^repo:([^:]{1,200})(?::|$)/.exec(subject);
  if (github !== null) return { kind: 'github', unit: `repo:${github[1]}` };
  const gitlab = /^project_path:([^:]{1,300})(?::|$)/.exec(subject);
  if (gitlab !== null) return { kind: 'gitlab', unit: `project_path:${gitlab[1]}` };
  const terraform = /^(organization:[^:]{1,100}:project:[^:]{1,100}:workspace:[^:]{1,100})(?::|$)/.exec(
    subject,
  );
  if (terraform !== null) return { kind: 'terraform', unit: terraform[1] ?? subject };
  const circle = /^(org\/[^/]{1,100}\/project\/[^/]{1,100})(?:\/|$)/.exec(subject);
  if (circle !== null) return { kind: 'circleci', unit: circle[1] ?? subject };
  const buildkite = /^(organization:[^:]{1,100}:pipeline:[^:]{1,100})(?::|$)/.exec(subject);
  if (buildkite !== null) return { kind: 'buildkite', unit: buildkite[1] ?? subject };
  if (host.includes('bitbucket.org'))
    return { kind: 'bitbucket', unit: subject.split(':').slice(0, 1).join(':') };
  return { kind: 'other', unit: subject };
}

const PIPELINES: ReadonlySet<Subject['kind']> = new Set([
  'github',
  'gitlab',
  'terraform',
  'bitbucket',
  'circleci',
  'buildkite',
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
