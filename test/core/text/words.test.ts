import { expect, test } from 'vitest';
import { words } from '../../../src/core/text/words.ts';

test('splits a user agent into lower-case words and their parts', () => {
  expect(words('Boto3/1.35 stratus-red-team os/Linux_kali')).toEqual(
    expect.arrayContaining(['boto3', 'stratus-red-team', 'stratus', 'red', 'team', 'linux', 'kali']),
  );
  expect(words(undefined)).toEqual([]);
  expect(words('')).toEqual([]);
});

test('says the same of a text again, also after many others', () => {
  const first = words('Pacu on kali');
  for (let n = 0; n < 2_500; n++) words(`made-up/${n}`);
  expect(words('Pacu on kali')).toEqual(first);
  expect(words('made-up/7')).toContain('made');
});
