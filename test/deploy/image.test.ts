import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const dockerfile = readFileSync('deploy/Dockerfile', 'utf8');
const lines = dockerfile.split('\n');
const startingWith = (word: string) => lines.filter((line) => line.startsWith(word));

describe('deploy/Dockerfile', () => {
  it('is what scripts/image.sh runs without an engine', () => {
    const { stdout } = spawnSync('bash', ['scripts/image.sh', '--steps'], { encoding: 'utf8' });
    const copies = startingWith('COPY --from=build ').map((line) => line.slice('COPY --from=build '.length));
    const runs = startingWith('RUN ').map((line) => line.slice(4));
    expect(stdout.trimEnd().split('\n')).toEqual([...runs, ...copies]);
    expect(runs).toHaveLength(4);
    expect(copies).not.toEqual([]);
    for (const copy of copies) expect(copy).toMatch(/^\/src\/\S+ \/app\/\S+$/);
  });

  it('has one step a line, so that the script reads it whole', () => {
    expect(lines.filter((line) => line.endsWith('\\'))).toEqual([]);
  });

  it('can be read by whoever it runs as, though the checkout was made with a strict umask', () => {
    const opened = startingWith('RUN chmod -R a+rX ').join().split(' ');
    const copied = startingWith('COPY --from=build /src/').map((line) => line.split(' ')[2]?.slice(5));
    expect(copied).not.toEqual([]);
    for (const name of copied) expect(opened).toContain(name);
  });

  it('starts node itself, as nobody in particular', () => {
    expect(dockerfile).toContain('ENTRYPOINT ["node", "/app/dist/run/cli.js"]');
    expect(dockerfile).toMatch(/^USER 65532:65532$/m);
    expect(dockerfile).toMatch(/^ENV .*HOME=\/var\/lib\/rolewarden /m);
    expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK .*CMD \["node", "-e", ".*\/livez/m);
    expect(lines.findIndex((line) => line.startsWith('USER'))).toBeLessThan(
      lines.findIndex((line) => line.startsWith('ENTRYPOINT')),
    );
  });

  it('builds on one base, by a version', () => {
    expect(dockerfile).toMatch(/^ARG BASE=node:\d+-\w+-slim$/m);
    expect(startingWith('FROM ').map((line) => line.split(' ')[1])).toEqual([`\${BASE}`, `\${BASE}`]);
    expect(dockerfile).not.toContain('latest');
  });

  it('takes nothing from the folder that is not named', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(ignored).toContain('*');
    for (const name of ['fixtures', '.git', '.env', 'deploy', 'test'])
      expect(ignored).not.toContain(`!${name}`);
  });

  it('bundles the attribution that the data asks for', () => {
    expect(startingWith('COPY --from=build').join('\n')).toMatch(/LICENSE[\s\S]*NOTICE/);
  });
});
