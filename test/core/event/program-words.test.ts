import { expect, it } from 'vitest';
import { programWords } from '../../../src/core/event/program-words.ts';

it('a program has its name in a sentence, and what has none is described', () => {
  const words = ['aws-cli', 'other', 'browser', 'console'].map((family) => programWords({ family }));
  expect(words).toEqual(['aws-cli', 'an unknown program', 'a browser', 'the console']);
});
