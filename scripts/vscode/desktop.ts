import { join } from 'node:path';
import { runQuietly } from './command';

/** What decides whether a desktop VS Code can open a window here. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Undefined on Windows. */
  readonly uid: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const thisMachine: Machine = {
  platform: process.platform,
  uid: process.getuid?.(),
  env: process.env,
};

/** The oldest version that loads the extension, as `engines.vscode` in package.json says. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/**
 * `code` on the PATH, if it can open a window that loads an extension from a folder. As root it
 * refuses to run; without a display it has no window; in a terminal of a remote window it leaves out
 * `--extensionDevelopmentPath`; and one that is too old leaves out the extension.
 */
export async function findDesktop(oldest: Version, machine: Machine): Promise<string | undefined> {
  const { platform, uid, env } = machine;
  const isThere = (name: string): boolean => (env[name] ?? '') !== '';
  if (uid === 0 || isThere('VSCODE_IPC_HOOK_CLI')) return undefined;
  if (platform === 'linux' && !isThere('DISPLAY') && !isThere('WAYLAND_DISPLAY')) return undefined;
  const program = platform === 'win32' ? 'code.cmd' : 'code';
  const { code, output } = await runQuietly(program, ['--version'], { env });
  if (code !== 0) return undefined;
  const version = /^(\d+)\.(\d+)\./mu.exec(output);
  if (version === null) return undefined;
  const newer = Number(version[1]) - oldest.major || Number(version[2]) - oldest.minor;
  if (newer >= 0) return program;
  console.log(
    `The desktop VS Code is ${version[0]}x; Prime Infill needs ${oldest.major}.${oldest.minor} or later.`,
  );
  return undefined;
}

/** What opens a window on the samples with the extension in it. A desktop build heeds the folder. */
export function desktopArguments(repository: string, samples: string): string[] {
  return [`--extensionDevelopmentPath=${repository}`, samples, join(samples, 'notes.md')];
}
