import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Terminal } from './terminal';

/** Until when is waited, and where that is told. */
export interface Waiting {
  readonly signal: AbortSignal;
  readonly terminal: Pick<Terminal, 'note'>;
}

const retryMs = 100;

/**
 * Writes a text into a FIFO, as soon as and as fast as a program reads it. Node's own way blocks a
 * thread in the system, which nothing ends, not even the end of the process: so it is opened and
 * written without blocking. Says once that it waits for a reader.
 *
 * @returns whether the text went through; not if it was cancelled before
 * @throws what the system says, such as EPIPE where the reader leaves
 */
export async function intoFifo(
  path: string,
  text: string | Uint8Array,
  waiting: Waiting,
): Promise<boolean> {
  const { signal } = waiting;
  const fd = await openForReader(path, waiting);
  if (fd === undefined) return false;
  const socket = new Socket({ fd, readable: false, writable: true });
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop);
  try {
    return await new Promise<boolean>((resolve, reject) => {
      socket.on('error', reject);
      // Without an error too where it is stopped.
      socket.write(text, (error) => (error ? reject(error) : resolve(!socket.destroyed)));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

async function openForReader(
  path: string,
  { signal, terminal }: Waiting,
): Promise<number | undefined> {
  for (let isTold = false; ; isTold = true) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    if (signal.aborted) return undefined;
    if (!isTold) terminal.note(`waiting for a program that reads ${path}\n`);
    await delay(retryMs, undefined, { signal }).catch(() => undefined); // cancelled: seen above
  }
}
