import type { Canvas } from '../canvas';
import type { Corrector, CorrectorRun, CorrectorTurn } from './corrector';

/**
 * Path planning (P2, Peng et al. 2025, arXiv 2502.03540) with what each digit was worth when it came
 * out as the planner's score: of all revealed digits the likeliest share κ is kept and the rest is
 * hidden. The paper scores visible tokens by the network's own output at their place; ours is not
 * trained where a digit is visible. Each candidate is corrected in at most `most` steps.
 *
 * @param kept κ, 0 … 1
 * @param surely digits at least this likely (nats) are never hidden
 */
export function keepLikeliest(kept = 0.9, most = 4, surely = Math.log(0.9)): Corrector {
  return { begin: (canvas) => new KeepLikeliestRun(canvas, { kept, most, surely }) };
}

class KeepLikeliestRun implements CorrectorRun {
  private readonly corrections: Int32Array; // [B]
  private readonly scores: Float64Array; // [T · ℓ]

  constructor(
    canvas: Canvas,
    private readonly options: {
      readonly kept: number;
      readonly most: number;
      readonly surely: number;
    },
  ) {
    this.corrections = new Int32Array(canvas.candidates);
    this.scores = new Float64Array(canvas.width * canvas.codec.length);
  }

  take(turn: CorrectorTurn): void {
    const { canvas, candidate } = turn;
    const { kept, most, surely } = this.options;
    if (this.corrections[candidate]! >= most) return;
    const { length } = canvas.codec;
    const { scores } = this;
    let count = 0;
    for (let position = 0; position < canvas.lengths[candidate]!; position++) {
      for (let j = 0; j < length; j++) {
        if (!canvas.isRevealed(candidate, position, j)) continue;
        scores[count++] = turn.logProbability(position, j);
      }
    }
    const hidden = count - Math.ceil(kept * count);
    if (hidden === 0) return;
    const least = scores.subarray(0, count).sort()[hidden] ?? Infinity; // of those kept
    const edge = Math.min(surely, least);
    let changed = false;
    for (let position = 0; position < canvas.lengths[candidate]!; position++) {
      const digits = this.unlikely(turn, position, edge);
      if (digits === 0) continue;
      turn.hide(position, digits);
      changed = true;
    }
    if (changed) this.corrections[candidate]!++;
  }

  /** The digits below the edge that were there before; with a nested one all finer ones go too. */
  private unlikely(turn: CorrectorTurn, position: number, edge: number): number {
    const { canvas, candidate } = turn;
    const { length, order } = canvas.codec;
    let digits = 0;
    for (let j = 0; j < length; j++) {
      if (!canvas.isRevealed(candidate, position, j)) continue;
      const carried = order === 'nested' && digits !== 0;
      const below = !turn.isNew(position, j) && turn.logProbability(position, j) < edge;
      if (carried || below) digits |= 1 << j;
    }
    return digits;
  }
}
