import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface CommandResult {
  /** 127 when the program is not there. */
  readonly code: number;
  /** Standard output and error, in the order in which they came. */
  readonly output: string;
}

/**
 * How to spawn a program. Windows runs a batch file such as `code.cmd` in its shell only; there are no
 * quotation marks in what this project passes to one.
 */
export function spawnable(
  program: string,
  args: readonly string[],
): { readonly program: string; readonly args: readonly string[]; readonly verbatim: boolean } {
  if (!program.endsWith('.cmd')) return { program, args, verbatim: false };
  const line = [program, ...args].map((word) => `"${word}"`).join(' ');
  return { program: 'cmd.exe', args: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
}

/** Runs a program to its end, without standard input. */
export function runQuietly(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const { program: file, args: words, verbatim } = spawnable(program, args);
    const child = spawn(file, words, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsVerbatimArguments: verbatim,
    });
    let output = '';
    const append = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    child.once('error', (error) => resolve({ code: 127, output: `${output}${error.message}` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a program that must succeed; otherwise throws with the end of what it printed. */
export async function runOrThrow(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, output } = await runQuietly(program, args, options);
  if (code === 0) return output;
  const tail = output.split('\n').slice(-25).join('\n');
  throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${tail}`);
}

/** Runs a program whose output the person should see; returns its exit code. */
export async function runAloud(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<number> {
  const { program: file, args: words, verbatim } = spawnable(program, args);
  const child = spawn(file, words, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    windowsVerbatimArguments: verbatim,
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

export interface Background {
  readonly pid: number;
  /** All that it printed so far. */
  readonly output: () => string;
  /** Resolves with the first match in the output; throws when the process ends before it. */
  readonly waitFor: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly stop: () => Promise<void>;
  /** Resolves when the program has ended, by itself or stopped. */
  readonly ended: Promise<void>;
}

/** Starts a program that runs until it is stopped, with its output kept in memory and in a file. */
export function startInBackground(
  program: string,
  args: readonly string[],
  options: CommandOptions & { readonly logFile: string },
): Background {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group, so that stopping it stops what it started.
    detached: true,
  });
  // Being a group of its own it would outlive a Ctrl+C in the terminal.
  const endWithUs = (): void => {
    if (child.pid !== undefined) endGroup(child.pid, 'SIGTERM');
  };
  const endOnSignal = (signal: NodeJS.Signals): void => {
    endWithUs();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('exit', endWithUs);
  process.once('SIGINT', endOnSignal);
  process.once('SIGTERM', endOnSignal);
  const log = createWriteStream(options.logFile);
  let output = '';
  let ended = false;
  const listeners = new Set<() => void>();
  const append = (chunk: Buffer): void => {
    output += chunk.toString();
    log.write(chunk);
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', append);
  child.stderr.on('data', append);
  const closed = new Promise<void>((resolve) => {
    const end = (): void => {
      ended = true;
      process.off('exit', endWithUs);
      process.off('SIGINT', endOnSignal);
      process.off('SIGTERM', endOnSignal);
      log.end();
      for (const listener of listeners) listener();
      resolve();
    };
    child.once('close', end);
    child.once('error', end);
  });
  return {
    pid: child.pid ?? -1,
    output: () => output,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(output);
          if (match === null && !ended) return;
          listeners.delete(look);
          if (match !== null) resolve(match);
          else reject(new Error(`${program} ended early:\n${output.slice(-4000)}`));
        };
        listeners.add(look);
        look();
      }),
    ended: closed,
    stop: async () => {
      if (!ended && child.pid !== undefined) {
        endGroup(child.pid, 'SIGTERM');
        const timer = setTimeout(() => child.pid && endGroup(child.pid, 'SIGKILL'), 5000);
        await closed;
        clearTimeout(timer);
      }
    },
  };
}

function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
