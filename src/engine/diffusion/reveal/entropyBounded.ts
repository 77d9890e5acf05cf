import type { Canvas } from '../canvas';
import { bitSet, maskedDigitsOf, type RevealRule, type RevealRun, type Turn } from './rule';

/**
 * The entropy-bounded rule (EB-Sampler, Ben-Hamu et al. 2025, arXiv 2505.24857) on digits: in order
 * of entropy, take the longest run of choices with ΣH − max H ≤ γ, which bounds what is lost by
 * drawing the positions independently. A choice is "the next m digits of this position", 1 ≤ m ≤ ℓ,
 * drawn from their joint, so what counts is their joint entropy. At least one digit comes out, and
 * more than the bound allows where the steps left would not suffice.
 *
 * @param gamma nats
 */
export function entropyBounded(gamma = 0.1): RevealRule {
  return { begin: (canvas, steps) => new EntropyBoundedRun(gamma, canvas, steps) };
}

/** The first `count` of a position's masked digits. */
interface Choice {
  readonly position: number;
  readonly count: number;
  readonly entropy: number;
}

class EntropyBoundedRun implements RevealRun {
  private readonly entropies: Float64Array; // [ℓ]
  private readonly marginals: Float64Array; // [ℓ, b]

  constructor(
    private readonly gamma: number,
    private readonly canvas: Canvas,
    private readonly steps: number,
  ) {
    const { length, base } = canvas.codec;
    this.entropies = new Float64Array(length);
    this.marginals = new Float64Array(length * base);
  }

  timeAfter(): number {
    return this.canvas.maskedShare();
  }

  take(turn: Turn): void {
    const digits = new Map<number, number[]>(); // masked digits by position, in the order to reveal
    const choices: Choice[] = [];
    for (let position = 0; position < this.canvas.lengths[turn.candidate]!; position++) {
      const masked = this.inOrder(turn, position);
      if (masked.length === 0) continue;
      digits.set(position, masked);
      turn.posterior(position).jointEntropies(masked, this.entropies);
      for (let m = 0; m < masked.length; m++) {
        choices.push({ position, count: m + 1, entropy: this.entropies[m]! });
      }
    }
    choices.sort((a, b) => a.entropy - b.entropy || a.position - b.position || a.count - b.count);
    const quota = Math.ceil(this.canvas.maskedDigits(turn.candidate) / (this.steps - turn.step));
    for (const { position, count } of this.affordable(choices, quota)) {
      const token = turn.posterior(position).draw(turn.rng.uniform(), turn.temperature);
      turn.reveal(position, bitSet(digits.get(position)!.slice(0, count)), token);
    }
  }

  /** For each position at most one choice, the largest within the bound; by position. */
  private affordable(choices: readonly Choice[], quota: number): Choice[] {
    const taken = new Map<number, Choice>();
    let others = 0; // Σ H − max H, where the last taken has the max
    let most = 0;
    let revealed = 0;
    for (const choice of choices) {
      const smaller = taken.get(choice.position);
      const otherwise = others + most - (smaller?.entropy ?? 0);
      if (revealed >= quota && otherwise > this.gamma) break;
      taken.set(choice.position, choice);
      revealed += choice.count - (smaller?.count ?? 0);
      others = otherwise;
      most = choice.entropy;
    }
    return [...taken.values()].sort((a, b) => a.position - b.position);
  }

  /** Nested digits come coarse first; free ones with the most certain first. */
  private inOrder(turn: Turn, position: number): number[] {
    const masked = maskedDigitsOf(turn, position);
    const { order, base } = this.canvas.codec;
    if (order === 'nested' || masked.length < 2) return masked;
    turn.posterior(position).marginals(this.marginals);
    const entropy = masked.map((j) => entropyOf(this.marginals.subarray(j * base, (j + 1) * base)));
    return [...masked.keys()]
      .sort((a, b) => entropy[a]! - entropy[b]! || a - b)
      .map((i) => masked[i]!);
  }
}

function entropyOf(probabilities: Float64Array): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}
