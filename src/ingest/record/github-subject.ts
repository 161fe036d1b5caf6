import type { Subject } from '../../core/event/event.ts';

/**
 * GitHub's own issuer, its enterprises' (`token.actions.<name>.ghe.com`) and its servers' (`<host>/_services/token`).
 */
const ISSUER = /^token\.actions\.|\/_services\/token(?:\/|$)/i;
/** A pull request's context has no value. */
const PULL_REQUEST = 'pull_request';

const keys = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/**
 * Claims that an organisation may put into its subjects (`include_claim_keys`), in any order. `REPOSITORY` and
 * `WORKFLOW` stay from run to run; `RUN` says on what it runs and by whom; `FRESH` is new in every run, and says
 * nothing.
 */
const REPOSITORY = keys(
  'repo repository repository_id repository_owner repository_owner_id repository_visibility enterprise enterprise_id',
);
const WORKFLOW = keys('workflow workflow_ref job_workflow_ref');
const RUN = keys(
  `context ref ref_type ref_protected environment environment_node_id event_name base_ref head_ref actor actor_id runner_environment ${PULL_REQUEST}`,
);
const FRESH = keys('sha workflow_sha job_workflow_sha run_id run_number run_attempt check_run_id');

interface Claim {
  readonly key: string;
  readonly value: string;
}

/**
 * Reads a subject as GitHub writes it: `key:value` of each claim that the organisation chose, or, left alone,
 * `repo:<owner>/<name>:<context>`. Wherever the repository is named, the unit is `repo:<owner>/<name>`, so that another
 * choice of claims makes nobody a stranger. Undefined for other issuers, where the record names one, and other forms.
 */
export function githubSubject(issuer: string | undefined, subject: string): Subject | undefined {
  const claims = issuer === undefined || ISSUER.test(issuer) ? claimsOf(subject) : undefined;
  if (claims === undefined) return undefined;
  const { name, id, owner = valueIn(claims, 'repository_owner'), ownerId } = repositoryIn(claims);
  const pulls = claims.filter(({ key }) => key === PULL_REQUEST);
  const rest = claims.filter(({ key }) => key !== PULL_REQUEST && (RUN.has(key) || WORKFLOW.has(key)));
  const numbered = valueIn(claims, 'repository_owner_id');
  return {
    kind: 'github',
    unit: name === undefined ? lasting(claims) || subject : `repo:${owner}/${name}`,
    owner: owner ?? (numbered === undefined ? workflowOwner(claims) : `id:${numbered}`),
    unitId: name === undefined ? undefined : (id ?? valueIn(claims, 'repository_id')),
    ownerId: owner === undefined ? undefined : (ownerId ?? numbered),
    ref: [...pulls, ...rest].map(text).join(':') || undefined,
    pullRequest: pulls.length > 0,
  };
}

function isKey(key: string): boolean {
  // a repository's custom properties are claims, too
  return isLasting(key) || RUN.has(key) || FRESH.has(key);
}

function isLasting(key: string): boolean {
  return REPOSITORY.has(key) || WORKFLOW.has(key) || key.startsWith('repo_property_');
}

/**
 * The claims of a subject; undefined if it has another form. All that stands between a key and the next is its value.
 */
function claimsOf(subject: string): readonly Claim[] | undefined {
  const claims: Claim[] = [];
  const parts = subject.split(':');
  for (let at = 0; at < parts.length; at++) {
    const [part = '', next] = parts.slice(at, at + 2);
    const last = claims.at(-1);
    if (part === PULL_REQUEST) claims.push({ key: part, value: '' });
    else if (isKey(part) && next !== undefined) {
      claims.push({ key: part, value: next });
      at++;
    } else if (last === undefined || last.key === PULL_REQUEST) return undefined;
    else claims.splice(-1, 1, { key: last.key, value: `${last.value}:${part}` });
  }
  return claims;
}

/** A claim's value. If it is there twice, somebody has put it into a name: both values joined are nobody's. */
function valueIn(claims: readonly Claim[], key: string): string | undefined {
  const values = new Set(claims.filter((claim) => claim.key === key).map(({ value }) => value));
  return values.size === 0 ? undefined : [...values].join('|');
}

/** `acme/shop`, since 2026 `acme@123/shop@456`. No name may hold an `@`. */
const NAME = /^(?<owner>[^/@]{1,100})(?:@(?<ownerId>\d{1,20}))?\/(?<name>[^@]{1,200})(?:@(?<id>\d{1,20}))?$/;

function repositoryIn(claims: readonly Claim[]): Readonly<Record<string, string>> {
  return NAME.exec(valueIn(claims, 'repo') ?? valueIn(claims, 'repository') ?? '')?.groups ?? {};
}

/** For subjects that name no repository: the owner of the workflow, which many repositories may call. */
function workflowOwner(claims: readonly Claim[]): string | undefined {
  const path = valueIn(claims, 'job_workflow_ref') ?? valueIn(claims, 'workflow_ref');
  return path?.includes('/') === true ? path.split('/')[0] : undefined;
}

/** What stays from run to run: a workflow without the branch that it is taken from. */
function lasting(claims: readonly Claim[]): string {
  return claims
    .filter(({ key }) => isLasting(key))
    .map(({ key, value }) => `${key}:${WORKFLOW.has(key) ? value.replace(/@.*$/, '') : value}`)
    .join(':');
}

/** A claim as text, without the number of a pull request: that is new each time. */
function text({ key, value }: Claim): string {
  return value === '' ? key : `${key}:${value.replace(/refs\/pull\/\d+\//, 'refs/pull/*/')}`;
}
