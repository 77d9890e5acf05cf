import type { Rng } from '../../base/rng';
import type { Constraint } from '../constraints/constraint';
import type { PreparedContext } from '../runtime/denoiser';
import type { Codec } from '../tokens/codec';
import { Canvas, type CanvasLayout } from './canvas';
import { Posterior } from './posterior';

export interface BoundOptions {
  readonly codec: Codec;
  readonly layout: CanvasLayout;
  /** [T] the fill to be scored, over all holes. */
  readonly tokens: Int32Array;
  readonly maxHole: number;
  readonly constraint: Constraint;
  readonly context: Pick<PreparedContext, 'logits'>;
  readonly rng: Rng;
  /** Pairs of masks, at least 2; each pair is two forwards of one canvas. */
  readonly pairs: number;
}

/** Nats of a whole fill, not a token. */
export interface BoundEstimate {
  /** The marginalised bound: −log p(fill) is at most its expectation. */
  readonly bound: number;
  readonly boundError: number;
  /** The published joint objective (arXiv 2505.18495): a training loss and no bound. */
  readonly publishedObjective: number;
  readonly publishedObjectiveError: number;
}

/** Rows of one forward. */
const batch = 8;

/**
 * Monte Carlo of the marginalised bound of docs/model-format.md. With t integrated out, k of the N
 * digits are masked with k uniform on 1 … N, and the estimate of a mask M is N/k · Σ −log p(digit |
 * what M leaves visible), over the masked digits if independent, (masked of a token) × its next digit
 * if nested. Masks come in antithetic pairs: k digits of a random order from its front, and N + 1 − k
 * from its end. Errors are standard errors of the mean over pairs.
 */
export async function likelihoodBound(options: BoundOptions): Promise<BoundEstimate> {
  const { codec, layout, tokens, maxHole, context, rng, pairs } = options;
  const digits = tokens.length * codec.length;
  if (digits === 0) {
    return { bound: 0, boundError: 0, publishedObjective: 0, publishedObjectiveError: 0 };
  }
  const scorer = new MaskScorer(options);
  const order = new Int32Array(digits);
  const bounds: number[] = [];
  const joints: number[] = [];
  for (let pair = 0; pair < pairs; pair += batch / 2) {
    const count = Math.min(batch / 2, pairs - pair);
    const canvas = new Canvas(
      codec,
      Array.from({ length: 2 * count }, () => layout),
      maxHole,
    );
    const masked: number[] = [];
    for (let i = 0; i < count; i++) {
      shuffle(order, rng);
      const k = 1 + Math.floor(rng.uniform() * digits);
      scorer.show(canvas, 2 * i, order.subarray(k));
      scorer.show(canvas, 2 * i + 1, order.subarray(0, k - 1));
      masked.push(k, digits + 1 - k);
    }
    const laid = canvas.batch([...canvas.lengths.keys()]);
    const { logits } = await context.logits(laid);
    const scores = masked.map((k, row) => {
      const { marginal, joint } = scorer.score(canvas, row, logits);
      return { marginal: (digits / k) * marginal, joint: (digits / k) * joint };
    });
    for (let row = 0; row < scores.length; row += 2) {
      bounds.push((scores[row]!.marginal + scores[row + 1]!.marginal) / 2);
      joints.push((scores[row]!.joint + scores[row + 1]!.joint) / 2);
    }
  }
  const [bound, boundError] = meanAndError(bounds);
  const [publishedObjective, publishedObjectiveError] = meanAndError(joints);
  return { bound, boundError, publishedObjective, publishedObjectiveError };
}

/** Sets masks of one fill, and scores its masked digits. */
class MaskScorer {
  private readonly posterior: Posterior;
  private readonly visible: Int32Array; // [T] bit sets, or counts under nested order

  constructor(private readonly options: BoundOptions) {
    this.posterior = new Posterior(options.codec);
    this.visible = new Int32Array(options.tokens.length);
  }

  /** @param digits those to be visible; each is position · ℓ + digit. Nested: only how many counts. */
  show(canvas: Canvas, row: number, digits: Int32Array): void {
    const { codec, tokens } = this.options;
    const { visible } = this;
    const { length, order } = codec;
    visible.fill(0);
    for (const digit of digits) {
      const position = Math.floor(digit / length);
      visible[position]! += order === 'nested' ? 1 : 1 << (digit % length);
    }
    for (const [position, token] of tokens.entries()) {
      const shown = visible[position]!;
      const bits = order === 'nested' ? (1 << shown) - 1 : shown;
      if (bits !== 0) canvas.fix(row, position, bits, token);
    }
  }

  /** Nats: Σ of what the masked digits cost one by one, and token by token. */
  score(
    canvas: Canvas,
    row: number,
    logits: Float32Array,
  ): { readonly marginal: number; readonly joint: number } {
    const { codec, tokens, constraint } = this.options;
    const { length, order, vocabulary } = codec;
    const run = constraint.begin(canvas.viewOf(row));
    let marginal = 0;
    let joint = 0;
    for (const [position, token] of tokens.entries()) {
      const masked = canvas.maskedAt(row, position);
      if (masked === 0) continue;
      const start = (row * canvas.width + position) * vocabulary;
      const { posterior } = this;
      posterior.load(
        logits.subarray(start, start + vocabulary),
        canvas.digitsOf(row, position),
        run.allowedAt(position),
      );
      joint -= posterior.logProbability(token, (1 << length) - 1);
      if (order === 'nested') {
        const next = canvas.nextDigits(row, position, 1);
        marginal -= masked * posterior.logProbability(token, next);
        continue;
      }
      for (let j = 0; j < length; j++) {
        if (canvas.isMasked(row, position, j)) marginal -= posterior.logProbability(token, 1 << j);
      }
    }
    return { marginal, joint };
  }
}

/** A uniformly random order of 0 … n − 1 (Fisher and Yates). */
function shuffle(order: Int32Array, rng: Rng): void {
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(rng.uniform() * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
}

function meanAndError(values: readonly number[]): readonly [mean: number, error: number] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / (values.length * Math.max(1, values.length - 1)))];
}
