/** How long a window is waited for. Long, as a busy machine is no reason to fail. */
export const patienceMs = 60_000;
