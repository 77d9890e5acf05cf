import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is yes; throws after 15 s. */
export async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`Waited 15 s for ${what}.`);
    await sleep(100);
  }
}
