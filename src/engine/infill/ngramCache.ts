import { decay } from '../diffusion/decay';

/** So many tokens must agree before what followed them counts. */
const order = 3;
/** A longer agreement says no more. */
export const longestAgreement = 12;
/** Stands between two texts; no token. */
const gap = -1;

/**
 * What followed the same tokens in texts that the model does not see: the rest of the document, other files. A cache
 * model in the sense of Kuhn & De Mori (1990) and Grave et al. (arXiv 1612.04426), over n-grams: names that a
 * network of a few hundred tokens of context has never read are likely where the user has written them before.
 */
export class NgramCache {
  private readonly tokens: Int32Array; // all sources
  private readonly places: Int32Array; // where a token stands, by token
  private readonly first: Int32Array; // [V + 1] of each token its first place

  /**
   * @param sources tokens 0 … V−1, in the order of their texts
   * @param share of the law that is the cache's where it knows anything, 0 up to but not 1
   */
  constructor(
    sources: readonly Int32Array[],
    private readonly vocabulary: number,
    private readonly share: number,
  ) {
    const tokens = new Int32Array(sources.reduce((sum, { length }) => sum + length + 1, 0)).fill(gap); // prettier-ignore
    let end = 0;
    for (const source of sources) {
      tokens.set(source, end);
      end += source.length + 1;
    }
    const first = new Int32Array(vocabulary + 1);
    for (const token of tokens) if (token !== gap) first[token + 1]!++;
    for (let token = 0; token < vocabulary; token++) first[token + 1]! += first[token]!;
    const next = first.slice();
    const places = new Int32Array(first[vocabulary]!);
    for (const [at, token] of tokens.entries()) if (token !== gap) places[next[token]!++] = at;
    this.tokens = tokens;
    this.places = places;
    this.first = first;
  }

  /**
   * Probabilities of the tokens that have followed the end of `history`, longer agreements counting e times as much a
   * token; empty where nothing agrees.
   */
  following(history: readonly number[]): ReadonlyMap<number, number> {
    const weights = new Map<number, number>();
    const last = history.at(-1);
    if (last === undefined || last < 0 || last >= this.vocabulary) return weights;
    let total = 0;
    for (let place = this.first[last]!; place < this.first[last + 1]!; place++) {
      const at = this.places[place]!;
      const token = this.tokens[at + 1]!;
      const agreeing = token === gap ? 0 : this.agreeing(at, history);
      if (agreeing < order) continue;
      const weight = Math.exp(agreeing - longestAgreement);
      weights.set(token, (weights.get(token) ?? 0) + weight);
      total += weight;
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

  /** How many tokens up to a place are those at the end of `history`. */
  private agreeing(at: number, history: readonly number[]): number {
    const most = Math.min(longestAgreement, history.length);
    let count = 0;
    // No token of a text is a gap, and nothing stands before the first.
    while (count < most && this.tokens[at - count] === history[history.length - 1 - count]) count++;
    return count;
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
