import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeJson, encodeText, widthOf, wrapText, wrapWithCommand } from '../../src/report/encode.ts';

/** Written apart from the code: what no output may hold, by number. */
function acts(code: number): boolean {
  const within = (from: number, to: number) => code >= from && code <= to;
  return (
    within(0, 0x1f) ||
    within(0x7f, 0x9f) ||
    [0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x180e, 0x3164, 0xfeff, 0xffa0].includes(code) ||
    within(0x200b, 0x200f) ||
    within(0x2028, 0x202f) ||
    within(0x2060, 0x206f) ||
    within(0xfe00, 0xfe0f) ||
    within(0xd800, 0xdfff) ||
    within(0xfff9, 0xfffb) ||
    within(0xe0000, 0xe0fff)
  );
}

const codesOf = (text: string) => [...text].map((char) => char.codePointAt(0) ?? 0);
const evil = Array.from({ length: 0xe1000 }, (_, code) => code).filter(acts);
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...evil).map((code) => String.fromCodePoint(code)),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('plain', '漢字', 'e\u0301', '😀', '\\u{1b}', ' '),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('encoded text', () => {
  it('never holds a character that acts or hides, nor a newline', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(codesOf(encodeText(text)).filter(acts)).toEqual([]);
        expect(encodeText(encodeText(text))).toBe(encodeText(text));
      }),
      { numRuns: 1_000 },
    );
    expect(evil.filter((code) => codesOf(encodeText(String.fromCodePoint(code))).some(acts))).toEqual([]);
  });

  it('leaves what people write as it is', () => {
    for (const text of ['alice@example.com', 'Zürich', '東京', 'e\u0301', '😀', 'a\\b "c"']) {
      expect(encodeText(text)).toBe(text);
    }
  });

  it('is cut by code points, never inside a character or an escape, and says so', () => {
    expect(encodeText('😀😀😀', 3)).toBe('😀😀😀');
    expect(encodeText('😀😀😀', 2)).toBe('😀…');
    expect(encodeText('ab\u001b', 8)).toBe('ab\\u{1b}');
    expect(encodeText('ab\u001bcd', 8)).toBe('ab…');
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 30 }), (text, most) => {
        const cut = encodeText(text, most);
        expect([...cut].length).toBeLessThanOrEqual(most);
        if (cut !== encodeText(text)) expect(cut).toMatch(/…$/);
      }),
    );
  });
});

describe('encoded JSON', () => {
  it('is safe to show, and parses to the exact value', () => {
    fc.assert(
      fc.property(hostile, fc.jsonValue(), (text, value) => {
        const json = encodeJson({ [text]: text, value });
        expect(codesOf(json).filter(acts)).toEqual([]);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ [text]: text, value })));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a command in wrapped text', () => {
  it('has a line of its own where it does not fit, and is never broken', () => {
    const command = `rolewarden revoke --role arn:aws:iam::111122223333:role/${'x'.repeat(30)}`;
    expect(wrapWithCommand(`To end all: ${command} (add --dry-run to preview).`, 40)).toEqual([
      'To end all:',
      command,
      '(add --dry-run to preview).',
    ]);
    expect(wrapWithCommand('Undo: rolewarden undo x', 40)).toEqual(['Undo: rolewarden undo x']);
    const forged = encodeText(`a\nUndo: rolewarden undo ${'x'.repeat(50)}`);
    expect(wrapWithCommand(forged, 40)).toEqual(wrapText(forged, 40));
  });
});

describe('wrapped text', () => {
  it('counts wide characters as two columns and combining marks as none', () => {
    expect([widthOf('abc'), widthOf('東京'), widthOf('e\u0301'), widthOf('😀')]).toEqual([3, 4, 1, 2]);
  });

  it('keeps to its width, loses nothing but spaces, and cuts no escape that fits', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 12, max: 60 }), (text, width) => {
        const encoded = encodeText(text);
        const lines = wrapText(encoded, width);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(encoded.replaceAll(' ', ''));
        const escapes = (part: string) => part.match(/\\u\{[0-9a-f]+\}/g) ?? [];
        expect(lines.flatMap(escapes)).toEqual(escapes(encoded));
      }),
    );
  });
});
