import { expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import { keepUp } from '../../src/live/upkeep.ts';
import { createLog } from '../../src/run/log.ts';

it('settles one turn at a time, whoever asks, and waits for it when it is closed', async () => {
  const app = await createApp({ config: parseConfig({}, 'test'), log: createLog('silent') });
  const turns: (() => void)[] = [];
  const closed: string[] = [];
  const { close, settle } = keepUp({
    app,
    settle: () => new Promise((resolve) => void turns.push(resolve)),
    held: [{ close: () => void closed.push('client') }],
  });
  const both = Promise.all([settle(), settle()]);
  expect(turns).toHaveLength(1);
  turns[0]?.();
  await both;
  const third = settle();
  expect(turns).toHaveLength(2);
  const closing = close().then(() => closed.push('all'));
  await new Promise(setImmediate);
  expect(closed).toEqual([]);
  turns[1]?.();
  await Promise.all([third, closing]);
  expect(closed).toEqual(['client', 'all']);
});
