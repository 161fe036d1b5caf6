import {
  chmodSync,
  lchownSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { toFile } from '../../src/baseline/file/whole-file.ts';

const root = mkdtempSync(join(tmpdir(), 'rolewarden-links-'));
afterAll(() => rmSync(root, { recursive: true }));

const NOBODY = 65_534;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'shared-'));
  writeFileSync(join(root, 'mine'), 'precious');
  symlinkSync(join(root, 'mine'), join(folder, 'result'));
});
const write = () => {
  const sink = toFile(join(folder, 'result'));
  sink.write('findings');
  sink.end();
};
const mine = () => readFileSync(join(root, 'mine'), 'utf8');

// only root can lay a link in somebody else's name
describe.skipIf(process.geteuid?.() !== 0)('a link that somebody else laid', () => {
  beforeEach(() => lchownSync(join(folder, 'result'), NOBODY, NOBODY));

  it('is not followed in a folder where anybody may write', () => {
    for (const mode of [0o1777, 0o777]) {
      chmodSync(folder, mode);
      expect(write).toThrow('somebody else laid this link, in a folder where anybody may write');
      expect(mine()).toBe('precious');
    }
  });

  it('is followed elsewhere: who may write there is trusted', () => {
    chmodSync(folder, 0o755);
    write();
    expect(mine()).toBe('findings');
  });
});

describe('one’s own link', () => {
  it('is followed in a folder where anybody may write', () => {
    chmodSync(folder, 0o1777);
    write();
    expect(mine()).toBe('findings');
  });
});
