import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { assetsOf } from '../../deploy/cdk/lib/assets.ts';
import { workshop } from './support.ts';

const shop = workshop();
afterAll(shop.close);

const home = join(shop.folder, 'config');
const config = join(home, 'mine.yaml');
const listing = (path: string) => {
  writeFileSync(config, `lists: [{ name: tor, kind: tor, path: ${path} }]\nawsRanges: ip-ranges.json\n`);
};

beforeEach(() => {
  mkdirSync(join(home, 'lists'), { recursive: true });
  writeFileSync(join(home, 'lists/tor.txt'), '192.0.2.1\n');
  writeFileSync(join(home, 'ip-ranges.json'), '{}');
});

describe('the function', () => {
  it('gets the files that its configuration names, under the same names', () => {
    listing('lists/tor.txt');
    const { code } = assetsOf(shop.dist, config);
    expect(readFileSync(join(code, 'lists/tor.txt'), 'utf8')).toBe('192.0.2.1\n');
    expect(readdirSync(code).sort()).toEqual(['index.mjs', 'ip-ranges.json', 'lists', 'rolewarden.yaml']);
  });

  it.each([
    ['lists/none.txt', 'lists/none.txt is not there'],
    ['../dist/lambda/index.mjs', 'would not be beside the configuration'],
    [join(home, 'lists/tor.txt'), 'would not be beside the configuration'],
  ])('never starts without one: %s', (path, words) => {
    listing(path);
    expect(() => assetsOf(shop.dist, config)).toThrow(words);
  });

  it('can read all of it, whatever the umask here: Lambda keeps the modes, and runs as somebody else', () => {
    listing('lists/tor.txt');
    const secretive = [config, join(home, 'lists/tor.txt'), join(shop.dist, 'lambda/index.mjs')];
    const database = join(shop.dist, 'layer/rolewarden/country.mmdb');
    for (const file of [...secretive, database]) chmodSync(file, 0o600);
    const { code } = assetsOf(shop.dist, config);
    for (const name of ['index.mjs', 'rolewarden.yaml', 'lists/tor.txt']) {
      expect(statSync(join(code, name)).mode & 0o777, name).toBe(0o644);
    }
    expect(statSync(database).mode & 0o777).toBe(0o644);
  });
});
