import type { Canvas } from './canvas';
import type { ChoiceRequest, TokenChoice, TokenLaw } from './tokenChoice';

/**
 * Speculative sampling (Leviathan et al. 2023, arXiv 2211.17192; Chen et al. 2023, arXiv 2302.01318):
 * a token x drafted from the law q is taken with probability min(1, p(x)/q(x)), and otherwise another
 * one is drawn from max(0, p − q), so that what comes out has the law p whatever q is. Where nothing
 * was drafted it is drawn from p. At temperature 0 both laws are certain: a draft is taken if it is
 * p's likeliest token, which comes out in any case.
 */
export class Speculation implements TokenChoice {
  /** Whether the last token chosen was the drafted one. */
  agreed = false;
  private readonly vocabulary: number;
  private readonly width: number;
  private readonly drafts: Int32Array; // [B, T] −1 where nothing was drafted
  private readonly proposals: (Float64Array | undefined)[] = []; // [B, T] of [V]: q where it was drafted
  private readonly target: Float64Array; // [V] p, and then what is left of it

  constructor(
    canvas: Pick<Canvas, 'candidates' | 'width' | 'codec'>,
    private readonly law: TokenLaw,
  ) {
    this.vocabulary = canvas.codec.vocabulary;
    this.width = canvas.width;
    this.drafts = new Int32Array(canvas.candidates * canvas.width).fill(-1);
    this.target = new Float64Array(this.vocabulary);
  }

  /** Draws a token to be looked at later. */
  draft(request: ChoiceRequest): number {
    const proposal = this.proposalAt(request);
    this.law.lawOf(request, proposal);
    const token = drawn(proposal, request.u);
    this.drafts[this.cellOf(request)] = token;
    return token;
  }

  /** Forgets what was drafted. */
  clear(): void {
    this.drafts.fill(-1);
  }

  choose(request: ChoiceRequest): number {
    const { target } = this;
    this.law.lawOf(request, target);
    const draft = this.drafts[this.cellOf(request)]!;
    this.agreed = draft >= 0;
    if (draft < 0) return drawn(target, request.u);
    const proposal = this.proposalAt(request);
    const taken = Math.min(1, target[draft]! / proposal[draft]!);
    if (request.u < taken) return draft;
    this.agreed = false;
    for (let token = 0; token < target.length; token++) {
      target[token] = Math.max(0, target[token]! - proposal[token]!);
    }
    // Given that the draft was not taken, the rest of the uniform is uniform again.
    return drawn(target, (request.u - taken) / (1 - taken));
  }

  private cellOf({ candidate, position }: ChoiceRequest): number {
    return candidate * this.width + position;
  }

  private proposalAt(request: ChoiceRequest): Float64Array {
    return (this.proposals[this.cellOf(request)] ??= new Float64Array(this.vocabulary));
  }
}

/** By inverse CDF over ids. */
function drawn(weights: Float64Array, u: number): number {
  let total = 0;
  for (let token = 0; token < weights.length; token++) total += weights[token]!;
  const target = u * total;
  let cumulative = 0;
  let last = 0;
  for (let token = 0; token < weights.length; token++) {
    cumulative += weights[token]!;
    if (cumulative > target) return token;
    if (weights[token]! > 0) last = token;
  }
  return last;
}
