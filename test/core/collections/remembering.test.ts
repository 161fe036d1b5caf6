import { describe, expect, it } from 'vitest';
import { remembering } from '../../../src/core/collections/remembering.ts';

const counted = (most: number) => {
  const made: string[] = [];
  const ask = remembering(most, (text) => {
    made.push(text);
    return { text };
  });
  return { ask, made };
};

describe('remembering', () => {
  it('answers what the function says, and makes it once', () => {
    const { ask, made } = counted(10);
    const names = ['a', '__proto__', 'constructor', 'toString', '', '\ud800'];
    for (const name of [...names, ...names]) expect(ask(name)).toEqual({ text: name });
    expect(made).toEqual(names);
    expect(ask('__proto__')).toBe(ask('__proto__'));
  });

  it('holds no more than it may, and keeps what is asked for', () => {
    const { ask, made } = counted(100);
    for (let n = 0; n < 10_000; n++) {
      ask('always');
      ask(`made up ${n}`);
    }
    expect(made.filter((text) => text === 'always')).toHaveLength(1);
    ask('made up 0');
    ask('made up 9999');
    expect(made.filter((text) => text === 'made up 0')).toHaveLength(2);
    expect(made.filter((text) => text === 'made up 9999')).toHaveLength(1);
  });

  it('asks again where there was no answer', () => {
    let asked = 0;
    const ask = remembering<string | undefined>(10, () => {
      asked++;
      return undefined;
    });
    expect([ask('x'), ask('x'), asked]).toEqual([undefined, undefined, 2]);
  });
});
