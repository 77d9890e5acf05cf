export interface Progress {
  /** Cases that an earlier run had done. */
  readonly before: number;
  readonly done: number;
  readonly of: number;
  /** Since this run began. */
  readonly seconds: number;
}

const width = 30;

/** `█████░░░░░ 12/40 · 1.3 cases/s · 21 s left`; speed and rest only once there is one to tell. */
export function progressBar({ before, done, of, seconds }: Progress): string {
  const full = of === 0 ? width : Math.round((width * done) / of);
  const bar = `${'█'.repeat(full)}${'░'.repeat(width - full)} ${done}/${of}`;
  const rate = seconds > 0 ? (done - before) / seconds : 0;
  if (rate === 0) return bar;
  return `${bar} · ${rate.toFixed(1)} cases/s · ${Math.ceil((of - done) / rate)} s left`;
}
