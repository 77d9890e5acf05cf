import type { Canvas } from '../canvas';
import type { Posterior } from '../posterior';
import { Choices } from './choices';
import { quotaOf, type RevealRule, type RevealRun, type Turn } from './rule';

export interface StabilityOptions {
  /** Probability that digits must exceed. */
  readonly tau: number;
  /** Nats that KL(p_now ‖ p_before) must stay below. */
  readonly epsilon: number;
  /** Steps for which it must have done so. */
  readonly steady: number;
}

/**
 * Digits that are more certain than τ at positions whose posterior has stopped moving,
 * KL(p_now ‖ p_before) < ε for so many steps, and at least the surest token (KLASS, Kim et al. 2025,
 * arXiv 2511.05664). Both laws are compared over the tokens that agree with the digits now visible.
 * More comes out where the steps left would not suffice.
 */
export function stability(
  options: StabilityOptions = { tau: 0.6, epsilon: 0.01, steady: 1 },
): RevealRule {
  return { begin: (canvas, steps) => new StabilityRun(options, canvas, steps) };
}

class StabilityRun implements RevealRun {
  private readonly choices: Choices;
  private readonly before: Float32Array; // [B, T, V] probabilities at the last step, by id
  private readonly steady: Int32Array; // [B, T] steps for which the posterior has kept still, −1 unseen

  constructor(
    private readonly options: StabilityOptions,
    private readonly canvas: Canvas,
    private readonly steps: number,
  ) {
    const cells = canvas.candidates * canvas.width;
    this.choices = new Choices(canvas);
    this.before = new Float32Array(cells * canvas.codec.vocabulary);
    this.steady = new Int32Array(cells).fill(-1);
  }

  timeAfter(): number {
    return this.canvas.maskedShare();
  }

  take(turn: Turn): void {
    const { choices, canvas } = this;
    const row = turn.candidate * canvas.width;
    for (let position = turn.begin; position < turn.end; position++) {
      if (canvas.maskedAt(turn.candidate, position) === 0) continue;
      this.compare(row + position, turn.posterior(position));
    }
    choices.list(turn);
    choices.sort(choices.confidence, 'descending');
    for (let i = 0; i < choices.count; i++) {
      const choice = choices.order[i]!;
      if (choices.confidence[choice]! <= this.options.tau) break;
      const still = this.steady[row + choices.position[choice]!]! >= this.options.steady;
      if (still) choices.take(choice);
    }
    if (choices.revealed === 0) choices.takeWhole();
    choices.takeAtLeast(quotaOf(turn, this.steps));
    choices.reveal(turn);
  }

  private compare(cell: number, { ids, probabilities, count }: Posterior): void {
    const { before, steady } = this;
    const offset = cell * this.canvas.codec.vocabulary;
    let mass = 0;
    for (let i = 0; i < count; i++) mass += before[offset + ids[i]!]!;
    if (steady[cell]! < 0 || mass === 0) {
      steady[cell] = 0;
    } else {
      let divergence = 0;
      for (let i = 0; i < count; i++) {
        const now = probabilities[i]!;
        // A probability too small for float32 counts as the smallest there is.
        const then = Math.max(before[offset + ids[i]!]!, 1e-38) / mass;
        if (now > 0) divergence += now * Math.log(now / then);
      }
      steady[cell] = divergence < this.options.epsilon ? steady[cell]! + 1 : 0;
    }
    for (let i = 0; i < count; i++) before[offset + ids[i]!] = probabilities[i]!;
  }
}
