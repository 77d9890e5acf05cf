import type { Codec } from '../../../src/engine/tokens/codec';
import type { Script } from './scripted';

/**
 * A joint law over a few positions, small enough to enumerate, and the perfect denoiser of it:
 * p(token at a position | all visible digits of the other positions).
 */
export class ExactLaw {
  /** By joint index: position 0 is the most significant. */
  readonly probabilities: readonly number[];

  constructor(
    private readonly codec: Codec,
    readonly positions: number,
    weight: (tokens: readonly number[]) => number,
  ) {
    const size = codec.vocabulary ** positions;
    const weights = Array.from({ length: size }, (_, index) => weight(this.tokensOf(index)));
    const total = weights.reduce((a, b) => a + b, 0);
    this.probabilities = weights.map((w) => w / total);
  }

  indexOf(tokens: Iterable<number>): number {
    let index = 0;
    for (const token of tokens) index = index * this.codec.vocabulary + token;
    return index;
  }

  /** For `ScriptedContext`; remembers its answers, since tests ask for few states many times. */
  script(): Script {
    const known = new Map<string, number[]>();
    return (states, position, token) => {
      const key = `${states.join()}:${position}`;
      let logits = known.get(key);
      if (logits === undefined) {
        logits = this.conditional(states, position).map(Math.log);
        known.set(key, logits);
      }
      return logits[token]!;
    };
  }

  private conditional(states: readonly number[], position: number): number[] {
    const masses = new Array<number>(this.codec.vocabulary).fill(0);
    for (const [index, p] of this.probabilities.entries()) {
      const tokens = this.tokensOf(index);
      const agrees = tokens.every((token, i) => i === position || this.agrees(token, states[i]!));
      if (agrees) masses[tokens[position]!]! += p;
    }
    return masses;
  }

  private agrees(token: number, state: number): boolean {
    const { length, base } = this.codec;
    let rest = state;
    for (let j = length - 1; j >= 0; j--) {
      const digit = rest % (base + 1);
      rest = Math.floor(rest / (base + 1));
      if (digit !== base && digit !== this.codec.digitOf(token, j)) return false;
    }
    return true;
  }

  private tokensOf(index: number): number[] {
    const tokens: number[] = [];
    for (let i = 0, rest = index; i < this.positions; i++) {
      tokens.unshift(rest % this.codec.vocabulary);
      rest = Math.floor(rest / this.codec.vocabulary);
    }
    return tokens;
  }
}

/** Seven tokens of two digits in base 3 (two codes belong to none) at two positions that depend. */
export function dependentPair(codec: Codec): ExactLaw {
  return new ExactLaw(codec, 2, ([a, b]) => 1 + ((3 * a! + 5 * b!) % 7) ** 2 + (a === b ? 20 : 0));
}

/** Three positions of four tokens, two bits each; neighbours like to be equal. */
export function dependentTriple(codec: Codec): ExactLaw {
  return new ExactLaw(
    codec,
    3,
    ([a, b, c]) => (a === b ? 5 : 1) * (b === c ? 4 : 1) * (1 + a! + (c! % 2)),
  );
}
