import { nameOfKey } from '../../baseline/redis/ledger-seal.ts';
import { isArmed, modesOf } from '../../config/modes.ts';
import { signingKeysOf } from '../../config/secrets.ts';
import type { Ledger } from '../../core/action/ledger.ts';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { shellWord } from '../../core/text/shell.ts';
import { counted } from '../../report/counted.ts';
import type { Desk } from '../acting/acting.ts';
import { asked, askFolder, type SwitchSeen } from '../acting/switch.ts';
import { pulledIn, STOP_ALL } from '../acting/switch-words.ts';
import { type Check, fail, ok, warn } from './checks.ts';

/** Modes, trusted sources, kill switch, breakers, and how many actions await approval. */
export async function armingChecks(desk: Desk): Promise<readonly Check[]> {
  const { revocation, store } = desk.config;
  const modes = modesOf(revocation);
  const armed = isArmed(modes);
  const own: readonly Check[] = [
    ok('mode', armed ? `armed: ${modes.join(', ')}` : `${revocation.mode}: nothing is revoked by itself`),
    armed && store.url === undefined
      ? fail('armed-store', 'armed without a store: the workers refuse to start', 'name one under store.url')
      : undefined,
    armed && revocation.trusted.length === 0
      ? fail('trusted', 'armed, and no event source is trusted', 'name the queue under revocation.trusted')
      : undefined,
    armed || revocation.signingKeys.length > 0 ? signingCheck(desk) : undefined,
    !armed && revocation.trusted.length === 0 && modes.includes('shadow')
      ? warn(
          'trusted',
          'no event source is trusted: shadow mode reports nothing but that for live findings',
          'name the queue under revocation.trusted before the shadow period',
        )
      : undefined,
    revocation.enabled
      ? undefined
      : warn('kill-switch', 'revocation.enabled is false', 'set it to true to let actions happen'),
  ].filter((check) => check !== undefined);
  const link = await desk.storeIfThere();
  if (typeof link === 'string') return [...own, ...(await switchChecks(desk, undefined))];
  try {
    return [...own, ...(await ledgerChecks(desk, link.ledger))];
  } catch (thrown) {
    desk.signal.throwIfAborted();
    return [...own, fail('ledger', reasonOf(thrown), 'see what the checks of Redis above say')];
  }
}

/** Names the keys, so that they can be compared with the workers': a record is worth nothing to who has another key. */
function signingCheck({ config, environment }: Desk): Check {
  try {
    const names = signingKeysOf(config.revocation, environment).map(nameOfKey);
    if (names.length > 0)
      return ok('signing', `records of revocations are signed (key ${names.join(', then ')})`);
  } catch (thrown) {
    if (!(thrown instanceof RolewardenError)) throw thrown;
    return fail('signing', thrown.message, thrown.remedy);
  }
  return warn(
    'signing',
    'records of revocations are not signed: whoever can write to Redis can order them',
    'set revocation.signingKeys, for workers and commands alike (docs/redis.md)',
  );
}

/** Who pulled the kill switch, and what that stops. None if it is not pulled in a folder, and there is no store to ask. */
async function switchChecks(desk: Desk, ledger: Ledger | undefined): Promise<readonly Check[]> {
  const folder = await askFolder(desk);
  if (ledger === undefined) return pulledCheck(desk, { ledger: { kind: 'unknown', why: '' }, folder });
  const found = pulledCheck(desk, { ledger: asked(await ledger.killed()), folder });
  return found.length === 0 ? [ok('kill-switch', 'not pulled')] : found;
}

function pulledCheck(desk: Desk, seen: SwitchSeen): readonly Check[] {
  const found = pulledIn(desk, seen);
  if (found === undefined) return [];
  const remedy = found.alone ? `rolewarden resume; ${STOP_ALL}` : 'rolewarden resume';
  return [warn('kill-switch', `pulled ${found.words}`, remedy)];
}

/** What only the store knows: kill switch, breakers, waiting actions. Throws if it does not answer, or refuses. */
async function ledgerChecks(desk: Desk, ledger: Ledger): Promise<readonly Check[]> {
  const pulled = await switchChecks(desk, ledger);
  const breakers = await ledger.breakers();
  const waiting = (await ledger.actions()).filter(({ state }) => state === 'pending').length;
  const unsigned = (await ledger.unsigned()).length;
  return [
    ...pulled,
    ...breakers.map(({ reason, scope }) =>
      warn('breaker', `${scope} is open: ${reason}`, `rolewarden approve --breaker ${shellWord(scope)}`),
    ),
    waiting === 0
      ? ok('pending', 'nothing waits')
      : warn('pending', `${waiting} wait for approval`, 'rolewarden pending'),
    ...(unsigned === 0
      ? []
      : [
          warn(
            'unsigned',
            `${counted(unsigned, 'record')} of revocations ${desk.config.revocation.signingKeys.length > 0 ? 'without a valid signature' : 'cannot be read'}`,
            'rolewarden pending',
          ),
        ]),
  ];
}

/** Whether records of actions can be written: writes a probe, and removes it where it may. */
export async function auditCheck({ config, environment }: Desk): Promise<Check> {
  const { folder } = config.revocation.audit;
  if (folder === undefined) {
    return warn('audit', 'no folder: nothing can be revoked', 'set revocation.audit.folder');
  }
  try {
    const [{ createAudit }, { auditPlace }] = await Promise.all([
      import('../../actions/audit/audit.ts'),
      import('../../effects/audits.ts'),
    ]);
    const place = auditPlace(folder, environment);
    await place.probe();
    // in S3 that takes rights of its own: workers pass over a kill switch that they may not look for
    await createAudit(place).switched();
    return ok('audit', `${folder} can be written and read`);
  } catch (thrown) {
    return fail('audit', reasonOf(thrown), `make ${folder} writable, with room, or name another`);
  }
}
