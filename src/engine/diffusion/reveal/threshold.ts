import { Choices } from './choices';
import { quotaOf, type RevealRule } from './rule';

/**
 * All digits that are more certain than τ, and at least the surest token (Fast-dLLM, Wu et al. 2025,
 * arXiv 2505.22618): of each position as many digits as have likeliest values with p > τ together.
 * More comes out where the steps left would not suffice.
 *
 * @param tau probability
 */
export function threshold(tau = 0.9): RevealRule {
  return {
    begin(canvas, steps) {
      const choices = new Choices(canvas);
      return {
        timeAfter: () => canvas.maskedShare(),
        take(turn) {
          choices.list(turn);
          choices.sort(choices.confidence, 'descending');
          for (let i = 0; i < choices.count; i++) {
            const choice = choices.order[i]!;
            if (choices.confidence[choice]! <= tau) break;
            choices.take(choice);
          }
          if (choices.revealed === 0) choices.takeWhole();
          choices.takeAtLeast(quotaOf(turn, steps));
          choices.reveal(turn);
        },
      };
    },
  };
}
