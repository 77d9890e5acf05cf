import { systemClock, type Clock } from '../src/base/clock';

/** What a millisecond is: one on the wall, or one that a processor spent on this process. */
export type ClockName = keyof typeof clocks;

/** Both count from the start of the process. */
export const clocks = {
  /** What a user waits. */
  wall: systemClock,
  /**
   * All threads of the process together, so only one thread compares with the wall. It leaves out
   * what other programs take, which on a machine with other work to do is most of the spread.
   */
  processor: {
    now: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e3;
    },
  },
} as const satisfies Readonly<Record<string, Clock>>;

export function clockName(text: string): ClockName {
  if (text === 'wall' || text === 'processor') return text;
  throw new Error(`--clock is wall or processor, not “${text}”.`);
}
