import { linearSchedule, type Schedule } from '../schedule';
import { Choices } from './choices';
import { maskedDigits, type RevealRule } from './rule';

/**
 * The k most certain digits at each step (LLaDA, Nie et al. 2025, arXiv 2502.09992; MaskGIT), where a
 * position's first m digits are as certain as their likeliest values together. k follows the
 * schedule: after step i of T so many stay masked as 1 − α says, with the linear one N/T come out.
 */
export function topConfidence(schedule: Schedule = linearSchedule): RevealRule {
  return {
    begin(canvas, steps) {
      const choices = new Choices(canvas);
      const atFirst = new Int32Array(canvas.candidates).fill(-1); // digits masked at the first step
      return {
        timeAfter: () => canvas.maskedShare(),
        take(turn) {
          const masked = maskedDigits(turn);
          if (atFirst[turn.candidate]! < 0) atFirst[turn.candidate] = masked;
          const left = 1 - schedule.alpha(Math.max(0, 1 - (turn.step + 1) / steps));
          const most = turn.step >= steps - 1 ? 0 : Math.floor(left * atFirst[turn.candidate]!);
          choices.list(turn);
          choices.sort(choices.confidence, 'descending');
          choices.takeAtLeast(Math.max(1, masked - most));
          choices.reveal(turn);
        },
      };
    },
  };
}
