import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startFaults } from '../support/aws-faults.ts';
import { onLoopback } from '../support/loopback.ts';

it('remembers which callers went away before they had their answer', async () => {
  const upstream = await onLoopback(
    createServer((_, answer) => void wait(300).then(() => answer.end('done'))),
  );
  const proxy = await startFaults(upstream.url);
  const call = (action: string, limit: number) =>
    fetch(proxy.url, {
      method: 'POST',
      body: `Action=${action}`,
      signal: AbortSignal.timeout(limit),
    }).then((answer) => answer.text());
  expect(await call('Publish', 60_000)).toBe('done');
  await expect(call('GetRole', 100)).rejects.toThrow();
  await expect
    .poll(() => proxy.seen.map(({ action, unheard }) => [action, unheard]))
    .toEqual([
      ['Publish', undefined],
      ['GetRole', true],
    ]);
  await proxy.close();
  await upstream.close();
});
