import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { isRecord } from '../base/jsonReader';
import { makeFolder } from '../base/makeFolder';

export interface LockOptions {
  /** Milliseconds since 1970, as files are dated. */
  readonly now: () => number;
  /** Whoever has a lock renews it this often. */
  readonly renewMs: number;
  /** A lock that was not renewed for so long is nobody's, whatever runs under its process id. */
  readonly staleMs: number;
}

/**
 * A file that one process at a time has. It is let go when its process has died: at once where that ran
 * on this machine, else once it was not renewed for a while.
 */
export class Lock {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private readonly token: string,
    { now, renewMs }: LockOptions,
  ) {
    this.timer = setInterval(() => {
      const date = new Date(now());
      utimes(path, date, date).catch(() => undefined); // whoever took it is found by `isHeld`
    }, renewMs);
    this.timer.unref();
  }

  /** The lock, or undefined while another has it. Rejects if its folder cannot be written. */
  static async take(path: string, options: LockOptions): Promise<Lock | undefined> {
    await makeFolder(dirname(path));
    const token = randomUUID();
    for (let attempt = 0; attempt < 2; attempt++) {
      if (await create(path, token)) return new Lock(path, token, options);
      const seen = await readFile(path, 'utf8').catch(() => '');
      if (!(await isStale(path, seen, options)) || !(await breakStale(path, seen)))
        return undefined;
    }
    return undefined;
  }

  /** Whether it was not taken away meanwhile, as after this machine has slept. */
  async isHeld(): Promise<boolean> {
    const text = await readFile(this.path, 'utf8').catch(() => '');
    return parseHolder(text)?.token === this.token;
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    if (await this.isHeld()) await rm(this.path, { force: true });
  }
}

async function create(path: string, token: string): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    await file.writeFile(JSON.stringify({ pid: process.pid, host: hostname(), token }));
    return true;
  } catch (error) {
    await rm(path, { force: true }); // a full disk: it would keep others waiting
    throw error;
  } finally {
    await file.close();
  }
}

async function isStale(
  path: string,
  seen: string,
  { now, staleMs }: LockOptions,
): Promise<boolean> {
  const age = await stat(path).then(
    ({ mtimeMs }) => now() - mtimeMs,
    () => Infinity,
  );
  if (age > staleMs) return true;
  const holder = parseHolder(seen);
  // One that is just being written names nobody yet.
  return holder !== undefined && holder.host === hostname() && !isAlive(holder.pid);
}

/** By renaming, which only one of several succeeds in; one that was taken meanwhile is put back. */
async function breakStale(path: string, seen: string): Promise<boolean> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
  const isSame = (await readFile(aside, 'utf8').catch(() => '')) === seen;
  if (!isSame) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return isSame;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(text);
    if (!isRecord(holder)) return undefined;
    const { pid, host, token } = holder;
    return typeof pid === 'number' && typeof host === 'string' && typeof token === 'string'
      ? { pid, host, token }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
