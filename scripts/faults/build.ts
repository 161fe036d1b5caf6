import { spawnSync } from 'node:child_process';

/** Builds what `npx rolewarden` runs, from the sources as they are. Throws with what the compiler says. */
export function build(): void {
  const { status, stderr, stdout } = spawnSync('npm', ['run', 'build'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stdout}${stderr}`);
}
