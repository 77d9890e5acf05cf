import { timeOfMasked, type Schedule } from '../schedule';
import type { Corrector, CorrectorTurn } from './corrector';
import type { RemaskShare } from './remaskShare';

/**
 * Remasking as in ReMDM (Wang et al. 2025, arXiv 2503.00307): each digit that was visible before the
 * step is hidden with probability σ, whatever its value, so a rule that samples the exact law goes on
 * doing so. Under nested order the number drawn is hidden from the finest digit on.
 *
 * @param schedule gives α on the grid of the ancestral rule; without it α is read off the canvas
 */
export function remask(share: RemaskShare, schedule?: Schedule): Corrector {
  return {
    begin(atFirst, steps) {
      // The grid of the rule begins where the canvas does.
      const begun = schedule === undefined ? 1 : timeOfMasked(schedule, atFirst.maskedShare());
      return {
        take(turn) {
          const { canvas, candidate, step } = turn;
          const digits = canvas.lengths[candidate]! * canvas.codec.length;
          const visible = digits - canvas.maskedDigits(candidate);
          const before = schedule?.alpha(begun * (1 - step / steps)) ?? turn.visibleBefore / digits;
          const after = schedule?.alpha(begun * (1 - (step + 1) / steps)) ?? visible / digits;
          const sigma = share(before, after);
          if (sigma > 0) hideEach(turn, sigma);
        },
      };
    },
  };
}

function hideEach(turn: CorrectorTurn, sigma: number): void {
  const { canvas, candidate, rng } = turn;
  const { length, order } = canvas.codec;
  for (let position = 0; position < canvas.lengths[candidate]!; position++) {
    let drawn = 0;
    let count = 0;
    for (let j = 0; j < length; j++) {
      if (!canvas.isRevealed(candidate, position, j) || turn.isNew(position, j)) continue;
      if (rng.uniform() >= sigma) continue;
      drawn |= 1 << j;
      count++;
    }
    if (count === 0) continue;
    turn.hide(
      position,
      order === 'nested' ? canvas.finestDigits(candidate, position, count) : drawn,
    );
  }
}
