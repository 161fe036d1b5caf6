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

  it.each([
    ['country', ': did you mean new-country?'],
    ['imposible', ': did you mean impossible-travel?'],
    ['enumaration', ': did you mean role-enumeration or slow-role-enumeration?'],
    ['new', ''],
    ['-', ''],
  ])('of %j, one of the words of a name, ends in %j', (written, words) => {
    const known = ['new-country', 'new-client', 'new-hop', 'new-network', 'impossible-travel'];
    expect(meant(written, [...known, 'role-enumeration', 'slow-role-enumeration'])).toBe(words);
  });

  it('of an option is none that has only the dashes and a letter in common', () => {
    expect(meant('--log', ['--to', '--log-level'])).toBe(': did you mean --log-level?');
    expect(meant('--realease', ['--release'])).toBe(': did you mean --release?');
  });

  it('ends a message, unless the name was written as it is', () => {
    expect(meant('replya', COMMANDS)).toBe(': did you mean replay?');
    expect(meant('replay', COMMANDS)).toBe('');
  });

  it('is quick for a word of any length', () => {
    expect(nearest('a'.repeat(1_000_000), COMMANDS)).toBeUndefined();
  });
});
