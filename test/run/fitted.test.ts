import { describe, expect, it } from 'vitest';
import { fitted } from '../../src/commands/fitted.ts';
import { COMMANDS, usage } from '../../src/commands/index.ts';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
const loaded = await Promise.all(
  COMMANDS.map(async ({ name, load }) => [name, (await load()).help] as const),
);
const helps = [['', usage()] as const, ...loaded];

describe.each(helps)('help of rolewarden %s', (_, help) => {
  it.each([80, 60, 40])('fits %i columns, and loses no word', (columns) => {
    const text = fitted(help, columns);
    // a word that is longer than the room is cut: none is in 60 columns
    if (columns >= 60) expect(words(text)).toEqual(words(help));
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(columns);
  });

  it('is as it was where it fits', () => {
    expect(fitted(help, 200)).toBe(help);
  });
});

it('keeps options apart, and each text in its column', () => {
  const help = `usage: rolewarden x

Says what is to be said of it in a line that is so long that it goes on in
the next one, which is short.

  --name NAME            who decides: a text so long that it goes on in the line under it, in its
                         column
  --all                  all
Exit status: 0 done.
`;
  expect(fitted(help, 60)).toBe(`usage: rolewarden x

Says what is to be said of it in a line that is so long that
it goes on in
the next one, which is short.

  --name NAME            who decides: a text so long that it
                         goes on in the line under it, in
                         its column
  --all                  all
Exit status: 0 done.
`);
});
