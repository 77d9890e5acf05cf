import { noRemasking, type RemaskShare } from '../correct/remaskShare';
import { linearSchedule, timeOfMasked, type Schedule } from '../schedule';
import type { RevealRule, Turn } from './rule';

/**
 * Prime's own rule (arXiv 2505.18495, algorithm 2): on a grid of T equal steps from time t to s each
 * masked digit comes out with probability (α_s − α_t)/(1 − α_t), and all digits of a position that
 * come out in one step take the values of one token drawn from the posterior. Uniforms are drawn in
 * the order that docs/model-format.md gives.
 *
 * On a canvas of which something is given the grid begins at the time at which so much is masked.
 *
 * @param share of the visible digits that a corrector hides in the same step: more has then to come
 *   out, (α_s − (1 − σ)α_t)/(1 − α_t) (ReMDM, arXiv 2503.00307, equation 8)
 */
export function ancestral(
  schedule: Schedule = linearSchedule,
  share: RemaskShare = noRemasking,
): RevealRule {
  return {
    begin(canvas, steps) {
      const begun = timeOfMasked(schedule, canvas.maskedShare());
      const timeAfter = (step: number): number => begun * (1 - (step + 1) / steps);
      return {
        timeAfter,
        take(turn) {
          const before = schedule.alpha(timeAfter(turn.step - 1));
          const after = schedule.alpha(timeAfter(turn.step));
          const last = turn.step >= steps - 1; // exactly 1, whatever rounding says
          const kept = (1 - share(before, after)) * before;
          revealEach(turn, last ? 1 : (after - kept) / (1 - before));
        },
      };
    },
  };
}

function revealEach(turn: Turn, ratio: number): void {
  const { canvas, candidate, rng } = turn;
  const { length, order } = canvas.codec;
  for (let position = turn.begin; position < turn.end; position++) {
    let drawn = 0;
    let count = 0;
    for (let j = 0; j < length; j++) {
      if (!canvas.isMasked(candidate, position, j) || rng.uniform() >= ratio) continue;
      drawn |= 1 << j;
      count++;
    }
    if (count === 0) continue;
    // Nested digits come out coarse first: only how many were drawn counts.
    turn.reveal(
      position,
      order === 'nested' ? canvas.nextDigits(candidate, position, count) : drawn,
    );
  }
}
