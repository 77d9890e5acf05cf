import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where a program of this user keeps what shall stay. */
export function dataFolder(): string {
  return userFolder('XDG_DATA_HOME', ['Library', 'Application Support'], ['.local', 'share']);
}

/** Where a program of this user keeps what it can make again. */
export function cacheFolder(): string {
  return userFolder('XDG_CACHE_HOME', ['Library', 'Caches'], ['.cache']);
}

/** @param variable of the XDG Base Directory Specification, which has relative paths ignored */
function userFolder(
  variable: string,
  mac: readonly string[],
  elsewhere: readonly string[],
): string {
  const { platform, env } = process;
  const named = [env[variable], platform === 'win32' ? env['LOCALAPPDATA'] : undefined].find(
    (path) => path !== undefined && isAbsolute(path),
  );
  const usual = { darwin: mac, win32: ['AppData', 'Local'] } as Partial<
    Record<NodeJS.Platform, readonly string[]>
  >;
  return join(named ?? join(homedir(), ...(usual[platform] ?? elsewhere)), 'prime-infill');
}
