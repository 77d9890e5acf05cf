import type { RevealRule, RevealRun, Turn } from './rule';

/**
 * Left to right in blocks (semi-autoregressive, Block Diffusion, Arriola et al. 2025, arXiv
 * 2503.09573; LLaDA): another rule fills the first block that has a masked digit, all others wait.
 * The steps are shared out evenly; blocks grow where there are fewer steps than blocks.
 *
 * @param size positions of a block, at least 1; 1 is left to right, a token at a time
 */
export function blocks(size: number, rule: RevealRule): RevealRule {
  return {
    begin(canvas, steps) {
      const width = Math.max(size, Math.ceil(canvas.width / steps));
      const count = Math.max(1, Math.ceil(canvas.width / width));
      const share = Math.max(1, Math.floor(steps / count));
      const runs: RevealRun[] = Array.from({ length: count }, () => rule.begin(canvas, share));
      const current = new Int32Array(canvas.candidates).fill(-1);
      const begun = new Int32Array(canvas.candidates); // the step at which the block was begun
      return {
        timeAfter: () => canvas.maskedShare(),
        take(turn) {
          const { candidate, step } = turn;
          if (step >= steps - 1) {
            runs[0]!.take(within(turn, turn.begin, turn.end, share - 1)); // all that is left
            return;
          }
          const block = firstOpen(turn, width);
          if (current[candidate] !== block) {
            current[candidate] = block;
            begun[candidate] = step;
          }
          const begin = block * width;
          const end = Math.min(begin + width, turn.end);
          runs[block]!.take(within(turn, begin, end, step - begun[candidate]!));
        },
      };
    },
  };
}

/** The block of the first position that has a masked digit. */
function firstOpen({ canvas, candidate, begin, end }: Turn, width: number): number {
  let position = begin;
  while (position < end - 1 && canvas.isComplete(candidate, position)) position++;
  return Math.floor(position / width);
}

function within(turn: Turn, begin: number, end: number, step: number): Turn {
  const { canvas, candidate, rng } = turn;
  return {
    canvas,
    candidate,
    step,
    begin,
    end,
    rng,
    posterior: (position) => turn.posterior(position),
    reveal: (position, digits) => {
      turn.reveal(position, digits);
    },
  };
}
