import { decay } from '../diffusion/decay';

/** So many tokens must agree before what followed them counts. */
const order = 3;
/** A longer agreement says no more. */
const longest = 12;

/**
 * What followed the same tokens in texts that the model does not see: the rest of the document, other files. A cache
 * model in the sense of Kuhn & De Mori (1990) and Grave et al. (arXiv 1612.04426), over n-grams: names that a
 * network of a few hundred tokens of context has never read are likely where the user has written them before.
 */
export class NgramCache {
  /**
   * @param sources tokens, in the order of their texts
   * @param share of the law that is the cache's where it knows anything, 0 up to but not 1
   */
  constructor(
    private readonly sources: readonly Int32Array[],
    private readonly share: number,
  ) {}

  /**
   * Probabilities of the tokens that have followed the end of `history`, longer agreements counting e times as much a
   * token; empty where nothing agrees.
   */
  following(history: readonly number[]): ReadonlyMap<number, number> {
    const weights = new Map<number, number>();
    const end = history.length;
    if (end < order) return weights;
    const [first, second, third] = [history[end - 3], history[end - 2], history[end - 1]];
    let total = 0;
    for (const source of this.sources) {
      for (let at = order; at < source.length; at++) {
        if (source[at - 1] !== third || source[at - 2] !== second || source[at - 3] !== first)
          continue;
        let agreeing = order;
        while (
          agreeing < longest &&
          agreeing < at &&
          agreeing < end &&
          source[at - agreeing - 1] === history[end - agreeing - 1]
        )
          agreeing++;
        const weight = Math.exp(agreeing - longest);
        const token = source[at]!;
        weights.set(token, (weights.get(token) ?? 0) + weight);
        total += weight;
      }
    }
    for (const [token, weight] of weights) weights.set(token, weight / total);
    return weights;
  }

  /**
   * Mixes what has followed `history` into the network's law, in place. A token that the cache does not know keeps its
   * logit, so what changes is how it stands to those that it knows.
   *
   * @param logits [V]
   */
  mix(logits: Float32Array, history: readonly number[]): void {
    const known = this.following(history);
    if (known.size === 0) return;
    const whole = logSum(logits);
    const odds = this.share / (1 - this.share);
    for (const [token, probability] of known) {
      const own = Math.exp(logits[token]! - whole);
      logits[token] = whole + Math.log(own + odds * probability);
    }
  }
}

/** log Σ e^logit; float64. */
function logSum(logits: Float32Array): number {
  let most = -Infinity;
  for (const logit of logits) if (logit > most) most = logit;
  let total = 0;
  for (const logit of logits) total += decay(logit - most);
  return most + Math.log(total);
}
