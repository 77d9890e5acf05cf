/**
 * A language of byte strings, one for each hole of a fill, as a deterministic automaton. States are
 * numbers that it hands out; it may make them as they are reached, as long as they stay finitely
 * many for texts of a hole's length.
 */
export interface Automaton {
  /** The state before the first byte of the first hole. */
  readonly start: number;
  /** The state after one more byte; `dead` if no continuation is allowed. */
  step(state: number, byte: number): number;
  /**
   * After the last byte of a hole: the state before the first byte of the next one, past the text
   * between them; `dead` if the hole may not end here. After the last hole any state but `dead`
   * accepts.
   */
  leave(state: number, hole: number): number;
  /**
   * A name of what a piece does: pieces with the same name lead from every state to the same one.
   * The fewer names, the less there is to compute.
   */
  effectOf(piece: Uint8Array): string;
  /** What it asks for, to stand after “because”: `the fill must have 3 lines`. */
  readonly demand: string;
}

export const dead = -1;

/** Bytes as a string, one character each: the effect of a piece of which every byte may count. */
export function everyByte(piece: Uint8Array): string {
  return String.fromCharCode(...piece);
}

/** What all of the automata accept. At least one. */
export function product(automata: readonly Automaton[]): Automaton {
  const [first, ...others] = automata;
  if (first === undefined) throw new Error('Bug: a product of nothing');
  return others.reduce((left, right) => new Pair(left, right), first);
}

class Pair implements Automaton {
  readonly start: number;
  readonly demand: string;
  private readonly lefts: number[] = [];
  private readonly rights: number[] = [];
  private readonly numbers = new Map<number, number>();

  constructor(
    private readonly left: Automaton,
    private readonly right: Automaton,
  ) {
    this.start = this.numberOf(left.start, right.start);
    this.demand = `${left.demand}, and ${right.demand}`;
  }

  step(state: number, byte: number): number {
    const left = this.left.step(this.lefts[state]!, byte);
    if (left === dead) return dead;
    return this.numberOf(left, this.right.step(this.rights[state]!, byte));
  }

  leave(state: number, hole: number): number {
    const left = this.left.leave(this.lefts[state]!, hole);
    if (left === dead) return dead;
    return this.numberOf(left, this.right.leave(this.rights[state]!, hole));
  }

  effectOf(piece: Uint8Array): string {
    return `${this.left.effectOf(piece)}\u0100${this.right.effectOf(piece)}`;
  }

  private numberOf(left: number, right: number): number {
    if (right === dead) return dead;
    const key = left * 2 ** 26 + right;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.lefts.length;
    this.numbers.set(key, number);
    this.lefts.push(left);
    this.rights.push(right);
    return number;
  }
}
