import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let running = 0;

/** Whether work is under way that must not end half way. */
export function isUndisturbed(): boolean {
  return running > 0;
}

/** Does work to its end although the process is asked to end meanwhile; then it ends, as it was asked to. */
export async function undisturbed<T>(
  work: () => Promise<T>,
  end: (code: number) => void = (code) => process.exit(code),
): Promise<T> {
  let asked: (typeof signals)[number] | undefined;
  const take = (signal: NodeJS.Signals): void => {
    asked ??= signals.find((one) => one === signal);
  };
  for (const signal of signals) process.on(signal, take);
  running++;
  try {
    return await work();
  } finally {
    running--;
    for (const signal of signals) process.off(signal, take);
    if (asked !== undefined) end(128 + constants.signals[asked]);
  }
}
