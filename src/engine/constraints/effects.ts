import { dead, type Automaton } from './automaton';

/**
 * What the tokens of a vocabulary do to an automaton: tokens of the same effect are one, and where
 * an effect leads is worked out once for each state.
 */
export class Effects {
  /** [V] token → effect. */
  readonly ofToken: Int32Array;
  /** Effects. */
  readonly count: number;
  private readonly pieces: readonly Uint8Array[]; // one of each effect
  private readonly rows: (Int32Array | undefined)[] = []; // by state: [effects] → state

  /** @param skip leading bytes of every piece that stand in the text already */
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

  /** [effects] the state after each effect, `dead` for one that is not allowed. */
  from(state: number): Int32Array {
    return (this.rows[state] ??= Int32Array.from(this.pieces, (piece) => this.after(state, piece)));
  }

  private after(state: number, piece: Uint8Array): number {
    let at = state;
    for (let i = 0; i < piece.length && at !== dead; i++) at = this.automaton.step(at, piece[i]!);
    return at;
  }
}
