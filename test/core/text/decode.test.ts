import { describe, expect, it } from 'vitest';
import { decoded } from '../../../src/core/text/decode.ts';

describe('the text of a file', () => {
  const big = Buffer.from('\ufeffä: 1\r\n', 'utf16le').swap16();
  it.each([
    ['UTF-8', Buffer.from('ä: 1\r\n')],
    ['UTF-8 with a mark', Buffer.from('\ufeffä: 1\r\n')],
    ['UTF-16 as PowerShell writes it', Buffer.from('\ufeffä: 1\r\n', 'utf16le')],
    ['UTF-16, the other byte first', big],
  ])('is read: %s', (_, bytes) => {
    expect(decoded(bytes)).toBe('ä: 1\r\n');
  });

  it.each([[], [0xff], [0xfe, 0xff]])('may be empty or cut: %j', (...bytes) => {
    expect(decoded(Uint8Array.from(bytes)).length).toBeLessThanOrEqual(1);
  });
});
