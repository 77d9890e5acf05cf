import { existsSync } from 'node:fs';
import { runOrThrow, runQuietly } from './command';

/**
 * Installs Debian packages if this process may, else throws a sentence that names them.
 *
 * @param why what they are for, to follow "needed for"
 */
export async function installDebianPackages(
  packages: readonly string[],
  why: string,
): Promise<void> {
  const list = packages.join(' ');
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall)
    throw new Error(
      `${list}: needed for ${why}. Install it first, on Debian with: sudo apt-get install ${list}`,
    );
  console.log(`Installing ${list} for ${why}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  if ((await runQuietly('apt-get', install, { env })).code === 0) return;
  await runOrThrow('apt-get', ['update'], { env });
  await runOrThrow('apt-get', install, { env });
}
