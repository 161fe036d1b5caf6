import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import type { Intent } from '../../src/core/action/intent.ts';
import type { ActionRecord, ActionState } from '../../src/core/action/ledger.ts';
import type { Target } from '../../src/core/event/target.ts';
import type { IssuedSession } from '../../src/core/history/session.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { digest, iamLab } from './iam-lab.ts';
import { session } from './lessons.ts';
import type { Running } from './processes.ts';
import { redisCli } from './redis-cluster.ts';
import { startRedis } from './redis-server.ts';
import { type Ran, runCommand } from './run-command.ts';

/** A folder with a configuration, a Redis of its own, and moto: what the acting commands work on. */
export interface ActingLab {
  readonly iam: ReturnType<typeof iamLab>;
  readonly redis: Running;
  readonly link: RedisLink;
  readonly folder: string;
  readonly audit: string;
  /** Runs a command in this process, with the lab's configuration unless `--config` is among its words. */
  run(
    line: string,
    more?: { readonly env?: Readonly<Record<string, string>>; readonly signal?: AbortSignal },
  ): Promise<Ran>;
  /** Another configuration in the folder; its path. */
  config(name: string, text: string): string;
  record(intent: Intent, state: ActionState, more?: Partial<ActionRecord>): Promise<void>;
  /** What the ledger knows of an action; throws if that is nothing. */
  known(actionId: string): Promise<ActionRecord>;
  /** Changes a record behind the ledger's back: its clock cannot be turned back, its records can. */
  rewrite(actionId: string, more: object): Promise<void>;
  /** An action that waited, and that a person approved: its policy stands. */
  approved(intent: Intent): Promise<ActionRecord>;
  state(actionId: string): Promise<ActionState | undefined>;
  close(): Promise<void>;
}

/** Opens one. `aws`: the address of moto, or of a proxy before it. */
export async function actingLab(aws: string): Promise<ActingLab> {
  const redis = await startRedis();
  const url = `redis://127.0.0.1:${redis.port}`;
  const link = openRedis({ url, timeout: 60_000 });
  await link.ready(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-acting-'));
  const config = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const usual = config(
    'lab.yaml',
    `store: {url: "${url}"}\nrevocation: {mode: confirm, audit: {folder: audit}}\n`,
  );
  vi.stubEnv('AWS_ENDPOINT_URL', aws);
  const run: ActingLab['run'] = (line, more = {}) => {
    const words = line.split(' ').filter(Boolean);
    const named = words.includes('--config') ? [] : ['--config', usual];
    return runCommand([...words, ...named], more.env ?? {}, more.signal ?? new AbortController().signal);
  };
  const record: ActingLab['record'] = async (intent, state, more = {}) => {
    const { actionId } = intent;
    await link.ledger.record({ actionId, intent, state, finding: null, by: 'lab', detail: '', ...more });
  };
  const known = async (actionId: string) => {
    const found = await link.ledger.action(actionId);
    if (found === undefined) throw new Error(`no record of ${actionId}`);
    return found;
  };
  return {
    iam: iamLab(aws),
    redis,
    link,
    folder,
    audit: join(folder, 'audit'),
    config,
    run,
    record,
    known,
    async rewrite(actionId, more) {
      const changed = JSON.stringify({ ...(await known(actionId)), ...more });
      await redisCli(redis.port, ['SET', `rw:x:${actionId}`, changed]);
    },
    async approved(intent) {
      await record(intent, 'pending');
      const { status, stderr } = await run(`approve ${intent.actionId}`);
      if (status !== 0) throw new Error(stderr);
      return known(intent.actionId);
    },
    state: async (actionId) => (await link.ledger.action(actionId))?.state,
    async close() {
      vi.unstubAllEnvs();
      await link.close();
      await redis.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Lines about one role: other test files share the account. */
export function linesAbout(name: string, { stderr }: Ran): readonly string[] {
  return stderr.split('\n').filter((line) => line.includes(`role ${name} in`));
}

/** The id that a command's words name first. */
export function idIn({ stderr, stdout }: Ran): string {
  return /rolewarden-([0-9a-f]{16})/.exec(stderr + stdout)?.[1] ?? 'none';
}

/** A session as the graph keeps it, issued a minute ago. */
export function issued(target: Target, name: string, parent?: string): IssuedSession {
  const time = Math.floor(Date.now() / 1_000) * 1_000 - 60_000;
  const { accountId, arn, uniqueId } = target;
  return session(`ASIA${digest(target.name + name).toUpperCase()}`, {
    parentKeyId: parent,
    actor: { key: 'user:alice', kind: 'user', name: 'alice' },
    role: { arn, accountId, name: target.name },
    sessionName: name,
    assumedRoleId: `${uniqueId}:${name}`,
    accountId,
    time,
    expiresAt: time + HOUR,
  });
}
