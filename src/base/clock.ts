/** Time as an argument: the engine never asks the machine by itself. */
export interface Clock {
  /** Milliseconds since some fixed moment, never going back. */
  now(): number;
}

/** The machine's own clock. Only a process's entry point takes it. */
export const systemClock: Clock = { now: () => performance.now() };

/** What this process has used of its processors: it stands still while others are served. */
export const processorClock: Clock = {
  now: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};
