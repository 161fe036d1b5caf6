import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleCli } from '../../scripts/bundle-cli.ts';
import { analysis, bundleCode } from '../../scripts/bundle-code.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-licences-'));
const GRANTS = /Permission is hereby granted|Permission to use, copy, modify|Redistribution and use/g;

describe('the licences of the packages in a bundle', () => {
  it('are beside the Lambda function, each of them', async () => {
    const { metafile } = await bundleCode(folder);
    const text = readFileSync(join(folder, 'licences.txt'), 'utf8');
    const packages = analysis(metafile)
      .filter(([part, bytes]) => bytes > 0 && !part.startsWith('src/'))
      .map(([part]) => part);
    expect(packages).toContain('@aws-sdk/client-sts');
    for (const name of packages)
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\S*: \\S+$`, 'm'));
    expect(text.match(GRANTS)?.length).toBeGreaterThan(15);
    expect(text).toContain('http://www.apache.org/licenses/');
  });

  it('are beside the command line', async () => {
    await bundleCli(folder);
    const text = readFileSync(join(folder, 'run/cli.licences.txt'), 'utf8');
    for (const name of ['zod', 'yaml', 'date-fns', 'maxmind'])
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(text.match(GRANTS)?.length).toBeGreaterThan(15);
  });
});
