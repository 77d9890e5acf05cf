import { linearSchedule, type Schedule } from '../schedule';
import { bitSet, maskedDigitsOf, type RevealRule, type Turn } from './rule';

/**
 * Prime's own rule (arXiv 2505.18495, algorithm 2): on a grid of T equal steps from time t to s each
 * masked digit comes out with probability (α_s − α_t)/(1 − α_t), and all digits of a position that
 * come out in one step take the values of one token drawn from the posterior. Uniforms are drawn in
 * the order that docs/model-format.md gives.
 */
export function ancestral(schedule: Schedule = linearSchedule): RevealRule {
  return {
    begin(_canvas, steps) {
      const timeAfter = (step: number): number => 1 - (step + 1) / steps;
      return {
        timeAfter,
        take(turn) {
          const before = schedule.alpha(timeAfter(turn.step - 1));
          const after = schedule.alpha(timeAfter(turn.step));
          const last = turn.step === steps - 1; // exactly 1, whatever rounding says
          revealEach(turn, last ? 1 : (after - before) / (1 - before));
        },
      };
    },
  };
}

function revealEach(turn: Turn, ratio: number): void {
  const { canvas, candidate, rng } = turn;
  for (let position = 0; position < canvas.lengths[candidate]!; position++) {
    const masked = maskedDigitsOf(turn, position);
    const drawn = masked.filter(() => rng.uniform() < ratio);
    if (drawn.length === 0) continue;
    // Nested digits come out coarse first: only how many were drawn counts.
    const chosen = canvas.codec.order === 'nested' ? masked.slice(0, drawn.length) : drawn;
    const token = turn.posterior(position).draw(rng.uniform(), turn.temperature);
    turn.reveal(position, bitSet(chosen), token);
  }
}
