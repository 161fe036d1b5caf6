import { describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { rolewarden } from '../support/cli.ts';

const ACTING = ['doctor', 'pending', 'approve', 'reject', 'revoke', 'undo', 'sweep', 'stop', 'resume'];

describe('the acting commands', () => {
  it.each(ACTING)('%s explains itself and its exit status', async (name) => {
    const command = await COMMANDS.find((known) => known.name === name)?.load();
    let said = '';
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    const surroundings = { environment: {}, signal: new AbortController().signal };
    const status = await command?.run(['--help'], surroundings).finally(() => write.mockRestore());
    expect(status).toBe(0);
    expect(said).toContain(`usage: rolewarden ${name}`);
    for (const words of ['--config FILE', '--log-level', 'Exit status: 0']) expect(said).toContain(words);
    for (const line of said.split('\n')) expect(line.length).toBeLessThan(121);
  });

  it('exits 1 without a store, 2 for wrong usage, as a process', () => {
    const pending = rolewarden(['pending', '--config', 'fixtures/scenarios/rolewarden.yaml']);
    expect([pending.status, pending.stdout, pending.stderr]).toEqual([
      1,
      '',
      expect.stringContaining('(ERR_STORE_UNAVAILABLE)'),
    ]);
    const undo = rolewarden(['undo']);
    expect([undo.status, undo.stderr]).toEqual([
      2,
      expect.stringContaining('what to do: run `rolewarden undo --help`'),
    ]);
  });
});
