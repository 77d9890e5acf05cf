import type { TokenProbability } from '../../src/protocol/engineTypes';
import type { PanelState } from './state';

/** A token that was likely at a position, and after which step. */
export interface ListedToken extends TokenProbability {
  readonly step: number;
}

/**
 * The tokens that the frames up to the shown one list at a position, the newest list first; before there
 * is any, those of the first that comes.
 */
export function candidatesAt(
  { frames, cursor, candidate }: Pick<PanelState, 'frames' | 'cursor' | 'candidate'>,
  position: number,
): readonly ListedToken[] {
  const listed = new Map<number, ListedToken>();
  const listAt = (step: number): readonly TokenProbability[] | undefined =>
    frames[step]?.candidates[candidate]?.positions[position]?.top;
  const add = (step: number): void => {
    for (const entry of listAt(step) ?? []) {
      if (!listed.has(entry.token)) listed.set(entry.token, { ...entry, step });
    }
  };
  for (let step = cursor; step >= 0; step--) {
    // Most frames have the list of the one behind them.
    if (step === cursor || listAt(step) !== listAt(step + 1)) add(step);
  }
  for (let step = cursor + 1; step < frames.length && listed.size === 0; step++) add(step);
  return [...listed.values()];
}
