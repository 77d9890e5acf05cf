import { setTimeout as sleep } from 'node:timers/promises';

/** How long a window is waited for. Long, as a busy machine is no reason to fail. */
export const patienceMs = 60_000;

/** Asks again and again until the answer is yes; throws when patience is at its end. */
export async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`Waited ${patienceMs / 1000} s for ${what}.`);
    await sleep(100);
  }
}
