import type { Trace } from '../protocol/engineTypes';
import { allFrames, holePositions } from './frame';
import type { FramePlace } from './givenAt';

export type FrameTexts =
  /** By hole, in document order. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** Tokens of which a digit is masked still, of so many. */
  | { readonly kind: 'masked'; readonly masked: number; readonly of: number }
  /** A character stands in several tokens, and a trace spells each by itself. */
  | { readonly kind: 'cut' }
  /** The trace has no such frame. */
  | { readonly kind: 'none' };

/** The texts that a frame holds, as they would go into the document. */
export function frameTexts(
  { header, steps, outcome }: Pick<Trace, 'header' | 'steps'> & Partial<Pick<Trace, 'outcome'>>,
  { candidate, step }: FramePlace,
): FrameTexts {
  const frame = step > steps.length ? undefined : allFrames(header, steps.slice(0, step), candidate).at(-1); // prettier-ignore
  const canvas = frame?.candidates[candidate];
  if (canvas === undefined) return { kind: 'none' };
  const masked = canvas.positions.filter(({ settled }) => !settled).length;
  if (masked > 0) return { kind: 'masked', masked, of: canvas.positions.length };
  const texts = canvas.lengths.map((_, hole) =>
    holePositions(canvas, hole)
      .map(({ text }) => text)
      .join(''),
  );
  if (!texts.some((text) => text.includes('\ufffd'))) return { kind: 'texts', texts };
  // The engine has put the last frame together byte by byte.
  const ranked = outcome?.kind === 'filled' && step === steps.length ? outcome.ranked : [];
  const whole = ranked.find((fill) => fill.candidate === candidate);
  return whole === undefined ? { kind: 'cut' } : { kind: 'texts', texts: whole.texts };
}
