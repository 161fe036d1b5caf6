import { RolewardenError } from '../../core/errors.ts';
import type { RuleApi } from './api.ts';
import { type Need, needsOf } from './needs.ts';
import { type Plan, planRemoval, planRule, provide, type RulePlace, remove } from './provision.ts';
import { notesOn, type WantedRule } from './wanted.ts';

/** What is to be done about the rule of one region. */
export interface RuleJob {
  readonly place: RulePlace;
  readonly needs: readonly Need[];
  readonly notes: readonly string[];
  plan(api: RuleApi): Promise<Plan>;
  apply(api: RuleApi, plan: Plan, signal: AbortSignal): Promise<void>;
}

/** The result for a region. `planned`: in a dry run; `nothing`: all was as wanted already. */
export interface RegionReport {
  readonly region: string;
  readonly rule: string;
  readonly action: Plan['action'] | 'read';
  readonly outcome: 'planned' | 'done' | 'nothing' | 'failed';
  readonly changes: readonly string[];
  readonly needs: readonly Need[];
  readonly notes: readonly string[];
  readonly error?: { readonly message: string; readonly remedy: string };
}

/** How to run jobs. */
export interface RunOptions {
  readonly open: (place: RulePlace) => RuleApi;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Called for every region as soon as its outcome is known. */
  readonly tell: (report: RegionReport) => void;
}

/** Creates or updates one rule. */
export function provideJob(wanted: WantedRule): RuleJob {
  return {
    place: wanted,
    needs: needsOf(wanted),
    notes: notesOn(wanted),
    plan: async (api) => planRule(await api.read(), wanted),
    apply: (api, plan, signal) => provide(api, plan, wanted, signal),
  };
}

/** Removes one rule. */
export function removeJob(place: RulePlace): RuleJob {
  return {
    place,
    needs: [],
    notes: [],
    plan: async (api) => planRemoval(await api.read(), place),
    apply: (api, plan, signal) => remove(api, plan, place, signal),
  };
}

/** Runs jobs one after the other. If one region fails, the others are still done. */
export async function runJobs(
  jobs: readonly RuleJob[],
  options: RunOptions,
): Promise<readonly RegionReport[]> {
  const reports: RegionReport[] = [];
  for (const job of jobs) {
    const report = await runJob(job, options);
    options.tell(report);
    reports.push(report);
  }
  return reports;
}

async function runJob(job: RuleJob, { open, dryRun, signal }: RunOptions): Promise<RegionReport> {
  const { region, name } = job.place;
  const base = { region, rule: name, changes: [], needs: job.needs, notes: job.notes } as const;
  const api = open(job.place);
  let plan: Plan | undefined;
  try {
    plan = await job.plan(api);
    if (plan.action === 'refuse') throw plan.error;
    const { action } = plan;
    if (!('changes' in plan)) return { ...base, action, outcome: 'nothing' };
    if (!dryRun) await job.apply(api, plan, signal);
    return { ...base, action, outcome: dryRun ? 'planned' : 'done', changes: plan.changes };
  } catch (thrown) {
    if (!(thrown instanceof RolewardenError)) throw thrown;
    const changes = plan !== undefined && 'changes' in plan ? plan.changes : [];
    const error = { message: thrown.message, remedy: thrown.remedy };
    return { ...base, action: plan?.action ?? 'read', outcome: 'failed', changes, error };
  } finally {
    api.close();
  }
}
