import type { WordEdges } from './wordEdges';

/** So many tokens must agree before what followed them counts. */
const order = 2;
/** A longer agreement says no more. */
export const longestAgreement = 12;
/** Stands between two texts; no token. */
const gap = -1;

/** What followed the same tokens, and how much that is to be believed. */
export interface Following {
  /** Probabilities by token. */
  readonly law: ReadonlyMap<number, number>;
  /** Words and signs that begin in the longest agreement. */
  readonly words: number;
  /** The probability of the likeliest. */
  readonly likeliest: number;
}

/** What stands behind a place, and how many tokens up to it agree. */
export interface GoingOn {
  readonly tokens: readonly number[];
  readonly agreement: number;
}

const unsure = { words: 0, likeliest: 0 };

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
   * @param edges which tokens begin and end inside what may be one word
   */
  constructor(
    sources: readonly Int32Array[],
    private readonly edges: WordEdges,
  ) {
    const vocabulary = edges.begins.length;
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
   * What has followed the end of `history`, longer agreements counting e times as much a token; no token where nothing
   * agrees.
   */
  following(history: readonly number[]): Following {
    const law = new Map<number, number>();
    const last = history.at(-1);
    if (last === undefined || last < 0 || last >= this.edges.begins.length)
      return { law, ...unsure };
    let total = 0;
    let agreement = 0;
    for (let place = this.first[last]!; place < this.first[last + 1]!; place++) {
      const at = this.places[place]!;
      const token = this.tokens[at + 1]!;
      const agreeing = token === gap ? 0 : this.agreeing(at, history);
      if (agreeing < order) continue;
      const weight = Math.exp(agreeing - longestAgreement);
      law.set(token, (law.get(token) ?? 0) + weight);
      total += weight;
      agreement = Math.max(agreement, agreeing);
    }
    let likeliest = 0;
    for (const [token, weight] of law) {
      law.set(token, weight / total);
      likeliest = Math.max(likeliest, weight / total);
    }
    return { law, words: this.wordsAtEnd(history, agreement), likeliest };
  }

  /** At most `most` tokens that follow the longest agreement with the end of `history`. */
  goingOn(history: readonly number[], most: number): GoingOn {
    const last = history.at(-1);
    let [best, agreement] = [-1, 0];
    for (let place = this.first[last!] ?? 0; place < (this.first[last! + 1] ?? 0); place++) {
      const at = this.places[place]!;
      const agreeing = this.agreeing(at, history);
      if (agreeing > agreement) [best, agreement] = [at, agreeing];
    }
    if (best < 0) return { tokens: [], agreement };
    const tokens = this.tokens.subarray(best + 1, best + 1 + most);
    const end = tokens.indexOf(gap);
    return { tokens: [...(end < 0 ? tokens : tokens.subarray(0, end))], agreement };
  }

  /** How many of the last `count` tokens begin a word or sign: one rare name of many tokens agrees but once. */
  private wordsAtEnd(history: readonly number[], count: number): number {
    const { begins, ends } = this.edges;
    let words = 0;
    for (let at = history.length - count; at < history.length; at++) {
      const goesOn = at > 0 && ends[history[at - 1]!] === 1 && begins[history[at]!] === 1;
      if (!goesOn) words++;
    }
    return words;
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
