import { dead, type Automaton, type Pairing } from '../../text/automaton';

/**
 * What the tokens of a vocabulary do to an automaton: tokens of the same effect are one, and where
 * an effect leads is worked out once for each state.
 */
export interface Effects {
  /** [V] token → effect. */
  readonly ofToken: Int32Array;
  /** Effects. */
  readonly count: number;
  /** [effects] the state after each effect, `dead` for one that is not allowed. */
  from(state: number): Int32Array;
}

/** @param skip leading bytes of every piece that stand in the text already */
export function effectsOf(
  automaton: Automaton,
  pieceBytes: readonly Uint8Array[],
  skip: number,
): Effects {
  const { pair } = automaton;
  if (pair === undefined) return new SingleEffects(automaton, pieceBytes, skip);
  const left = effectsOf(pair.left, pieceBytes, skip);
  const right = effectsOf(pair.right, pieceBytes, skip);
  return new PairEffects(pair, left, right);
}

class SingleEffects implements Effects {
  readonly ofToken: Int32Array;
  readonly count: number;
  private readonly pieces: readonly Uint8Array[]; // one of each effect
  private readonly rows: (Int32Array | undefined)[] = []; // by state: [effects] → state

  constructor(
    private readonly automaton: Automaton,
    pieceBytes: readonly Uint8Array[],
    skip: number,
  ) {
    const numbers = new Map<string, number>();
    const pieces: Uint8Array[] = [];
    this.ofToken = Int32Array.from(pieceBytes, (bytes) => {
      const piece = bytes.subarray(skip);
      const name = automaton.effectOf(piece);
      let number = numbers.get(name);
      if (number === undefined) numbers.set(name, (number = pieces.push(piece) - 1));
      return number;
    });
    this.pieces = pieces;
    this.count = pieces.length;
  }

  from(state: number): Int32Array {
    return (this.rows[state] ??= Int32Array.from(this.pieces, (piece) => this.after(state, piece)));
  }

  private after(state: number, piece: Uint8Array): number {
    let at = state;
    for (let i = 0; i < piece.length && at !== dead; i++) at = this.automaton.step(at, piece[i]!);
    return at;
  }
}

/** Effects on both of a pair: each side is walked for its own effects only, which are far fewer. */
class PairEffects implements Effects {
  readonly ofToken: Int32Array;
  readonly count: number;
  private readonly lefts: number[] = []; // by effect: the effect on the left side
  private readonly rights: number[] = [];
  private readonly rows: (Int32Array | undefined)[] = [];

  constructor(
    private readonly pair: Pairing,
    private readonly left: Effects,
    private readonly right: Effects,
  ) {
    const numbers = new Map<number, number>();
    this.ofToken = left.ofToken.map((onLeft, token) => {
      const onRight = right.ofToken[token]!;
      const key = onLeft * right.count + onRight;
      let number = numbers.get(key);
      if (number === undefined) {
        numbers.set(key, (number = this.lefts.push(onLeft) - 1));
        this.rights.push(onRight);
      }
      return number;
    });
    this.count = this.lefts.length;
  }

  from(state: number): Int32Array {
    return (this.rows[state] ??= this.make(state));
  }

  private make(state: number): Int32Array {
    const { pair, lefts, rights } = this;
    const left = this.left.from(pair.leftOf(state));
    const right = this.right.from(pair.rightOf(state));
    const row = new Int32Array(this.count);
    for (let effect = 0; effect < row.length; effect++) {
      const [onLeft, onRight] = [left[lefts[effect]!]!, right[rights[effect]!]!];
      row[effect] = onLeft === dead || onRight === dead ? dead : pair.join(onLeft, onRight);
    }
    return row;
  }
}
