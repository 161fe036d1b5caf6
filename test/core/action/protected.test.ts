import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protects } from '../../../src/core/action/protected.ts';

const A = '111122223333';
const isProtected = protects({
  globs: [
    'arn:aws:iam::*:role/OrganizationAccountAccessRole',
    `arn:aws:iam::${A}:role/break-glass*`,
    '*:role/ci/*',
  ],
  own: [`arn:aws:sts::${A}:assumed-role/Rolewarden-Hub/i-0123`, `arn:aws:iam::${A}:user/rolewarden-setup`],
  names: ['Rolewarden-Spoke'],
});

describe('what must never be touched', () => {
  it('is known in 10,000 spellings', () => {
    const mixed = (name: string) =>
      fc
        .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
        .map((upper) => [...name].map((c, at) => (upper[at] ? c.toUpperCase() : c.toLowerCase())).join(''));
    const path = fc.constantFrom('', 'a/', 'x/y/z/', 'Team/');
    const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov');
    const own = fc
      .tuple(partition, path, mixed('rolewarden-hub'), fc.boolean())
      .map(([p, where, name, session]) =>
        session ? `arn:${p}:sts::${A}:assumed-role/${name}/any` : `arn:${p}:iam::${A}:role/${where}${name}`,
      );
    const spoke = fc
      .tuple(partition, path, mixed('rolewarden-spoke'), fc.stringMatching(/^[0-9]{12}$/))
      .map(([p, where, name, account]) => `arn:${p}:iam::${account}:role/${where}${name}`);
    const named = fc
      .tuple(path, mixed('break-glass-1'))
      .map(([where, name]) => `arn:aws:iam::${A}:role/${where}${name}`);
    fc.assert(
      fc.property(fc.oneof(own, spoke, named), (arn) => {
        expect(isProtected(arn)).toBe(true);
      }),
      { numRuns: 10_000, seed: 27 },
    );
  });

  it('does not spread to namesakes elsewhere, and holds for what cannot be read', () => {
    const arns = [
      `arn:aws:iam::444455556666:role/rolewarden-hub`,
      `arn:aws:iam::${A}:role/rolewarden-hub2`,
      `arn:aws:iam::${A}:user/rolewarden-hub`,
      `arn:aws:iam::444455556666:role/break-glass`,
      `arn:aws:iam::${A}:role/deploy`,
    ];
    expect(arns.filter(isProtected)).toEqual([]);
    const path = `arn:aws:iam::${A}:role/ci/deploy`;
    const open = `arn:aws:iam::${A}:role/deploy`;
    const unread = ['deploy', '', `arn:aws:iam::${A}:role/`, `x${open}`, `${open}\n`];
    expect([path, path.replace('ci/', 'CI/'), ...unread].filter((arn) => !isProtected(arn))).toEqual([]);
  });
});
