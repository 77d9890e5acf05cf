import { nextChange } from '../../src/playback';
import type { PanelState } from './state';

/** Milliseconds a frame at normal speed. */
const frameMs = 220;

export const speeds = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

export interface PlayerParts {
  readonly state: () => PanelState | undefined;
  readonly goTo: (frame: number) => void;
  readonly onChange: () => void;
}

/** Plays the steps that changed something, one after the other. */
export class Player {
  private timer: number | undefined;
  private times = 1;

  constructor(private readonly parts: PlayerParts) {}

  get isPlaying(): boolean {
    return this.timer !== undefined;
  }

  get speed(): number {
    return this.times;
  }

  toggle(): void {
    const state = this.parts.state();
    if (this.isPlaying || state === undefined) {
      this.stop();
      return;
    }
    if (isAtEnd(state)) this.parts.goTo(0);
    this.start();
  }

  stop(): void {
    if (this.timer === undefined) return;
    window.clearInterval(this.timer);
    this.timer = undefined;
    this.parts.onChange();
  }

  /** The next speed that there is, faster or slower. */
  changeSpeed(by: 1 | -1): void {
    const at = speeds.findIndex((speed) => speed === this.times) + by;
    this.setSpeed(speeds[at] ?? this.times);
  }

  setSpeed(times: number): void {
    this.times = speeds.find((speed) => speed === times) ?? 1;
    if (this.isPlaying) {
      window.clearInterval(this.timer);
      this.start();
    }
    this.parts.onChange();
  }

  private start(): void {
    this.timer = window.setInterval(() => this.goOn(), frameMs / this.times);
    this.parts.onChange();
  }

  private goOn(): void {
    const state = this.parts.state();
    if (state === undefined || isAtEnd(state)) {
      this.stop();
      return;
    }
    const next = nextChange(state.steps, state, 'on');
    this.parts.goTo(next === state.cursor ? state.steps.length : next);
  }
}

function isAtEnd({ cursor, steps }: PanelState): boolean {
  return cursor >= steps.length;
}
