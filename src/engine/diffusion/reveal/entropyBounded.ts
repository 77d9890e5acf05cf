import type { Canvas } from '../canvas';
import { Choices } from './choices';
import { quotaOf, type RevealRule, type RevealRun, type Turn } from './rule';

/**
 * The entropy-bounded rule (EB-Sampler, Ben-Hamu et al. 2025, arXiv 2505.24857) on digits: take as
 * many choices as keep ΣH − max H ≤ γ, which bounds what is lost by drawing the positions
 * independently. A choice is "the next m digits of this position", 1 ≤ m ≤ ℓ, drawn from their joint,
 * so what counts is their joint entropy. One token is free, the surest that is not affordable, and
 * comes out whole: its digits are drawn jointly and nothing is lost by that. More comes out than the
 * bound allows where the steps left would not suffice.
 *
 * @param gamma nats
 */
export function entropyBounded(gamma = 0.1): RevealRule {
  return { begin: (canvas, steps) => new EntropyBoundedRun(gamma, canvas, steps) };
}

class EntropyBoundedRun implements RevealRun {
  private readonly choices: Choices;

  constructor(
    private readonly gamma: number,
    private readonly canvas: Canvas,
    private readonly steps: number,
  ) {
    this.choices = new Choices(canvas);
  }

  timeAfter(): number {
    return this.canvas.maskedShare();
  }

  take(turn: Turn): void {
    const { choices } = this;
    choices.list(turn);
    choices.sort(choices.entropy, 'ascending');
    const spent = this.takeAffordable(0);
    const free = this.freeToken();
    if (free >= 0) {
      const partly = choices.takenBeside(free);
      choices.take(free);
      if (partly >= 0) this.takeAffordable(spent - choices.entropy[partly]!, free);
    }
    choices.takeAtLeast(quotaOf(turn, this.steps));
    choices.reveal(turn);
  }

  /** Takes all that keeps Σ H ≤ γ, where `spent` is taken already; a dear choice bars no cheap one. */
  private takeAffordable(spent: number, free = -1): number {
    const { choices, gamma } = this;
    let sum = spent;
    for (let i = 0; i < choices.count; i++) {
      const choice = choices.order[i]!;
      const before = choices.takenBeside(choice);
      if (before >= 0 && (before === free || choices.size[before]! >= choices.size[choice]!)) continue; // prettier-ignore
      const after = sum + choices.entropy[choice]! - (before < 0 ? 0 : choices.entropy[before]!);
      if (after > gamma) continue;
      choices.take(choice);
      sum = after;
    }
    return sum;
  }

  /** The position of least entropy that was not taken whole, as a choice; −1 if all were. */
  private freeToken(): number {
    const { choices } = this;
    for (let i = 0; i < choices.count; i++) {
      const choice = choices.order[i]!;
      if (choices.isWhole(choice) && choices.takenBeside(choice) !== choice) return choice;
    }
    return -1;
  }
}
