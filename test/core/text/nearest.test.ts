import { describe, expect, it } from 'vitest';
import { meant, nearest } from '../../../src/core/text/nearest.ts';

const COMMANDS = ['replay', 'explain', 'rules', 'undo', 'stop', 'sweep'];

describe('the nearest name', () => {
  it.each([
    ['replya', 'replay'],
    ['reply', 'replay'],
    ['Replay', 'replay'],
    ['explian', 'explain'],
    ['rule', 'rules'],
    ['unod', 'undo'],
    ['swep', 'sweep'],
  ])('of %s is %s', (written, name) => {
    expect(nearest(written, COMMANDS)).toBe(name);
  });

  it.each(['', 'x', 'nonsense', 'udso', 'version', 'é'])('of %j is none', (written) => {
    expect(nearest(written, COMMANDS)).toBeUndefined();
    expect(meant(written, COMMANDS)).toBe('');
  });

  it('ends a message', () => {
    expect(meant('replya', COMMANDS)).toBe(': did you mean replay?');
  });

  it('is quick for a word of any length', () => {
    expect(nearest('a'.repeat(1_000_000), COMMANDS)).toBeUndefined();
  });
});
