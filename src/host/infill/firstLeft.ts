import type { PositionFrame } from '../../playback';
import { toPlainLines } from '../../text/lineEnd';

/**
 * The first position of a hole of which something is still to be accepted; their number where nothing is.
 * @param whole the text of the hole, of which `rest` is left
 */
export function firstLeft(
  positions: readonly Pick<PositionFrame, 'text'>[],
  whole: string,
  rest: string,
): number {
  const accepted = whole.length - rest.length;
  if (accepted === 0) return 0;
  if (rest === '') return positions.length;
  const texts = positions.map(({ text }) => toPlainLines(text));
  // Clean-up may have cut what the tokens begin with.
  let left = Math.max(0, texts.join('').indexOf(whole)) + accepted;
  for (const [index, { length }] of texts.entries()) {
    left -= length;
    if (left < 0) return index;
  }
  return positions.length;
}
