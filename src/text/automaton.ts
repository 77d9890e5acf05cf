import { sentence, type Sentence } from '../base/sentence';
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
  readonly demand: Sentence;
  /** Present if it is two automata side by side. */
  readonly pair?: Pairing;
}

/** Two automata side by side, so that what each does can be worked out by itself. */
export interface Pairing {
  readonly left: Automaton;
  readonly right: Automaton;
  leftOf(state: number): number;
  rightOf(state: number): number;
  /** The state of both; neither of them is `dead`. */
  join(left: number, right: number): number;
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

class Pair implements Automaton, Pairing {
  readonly start: number;
  readonly pair = this;
  readonly demand: Sentence;
  private readonly lefts: number[] = [];
  private readonly rights: number[] = [];
  private readonly numbers: (number | undefined)[][] = []; // by left state, by right state

  constructor(
    readonly left: Automaton,
    readonly right: Automaton,
  ) {
    this.start = this.numberOf(left.start, right.start);
    this.demand = sentence('{0}, and {1}', left.demand, right.demand);
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

  leftOf(state: number): number {
    return this.lefts[state]!;
  }

  rightOf(state: number): number {
    return this.rights[state]!;
  }

  join(left: number, right: number): number {
    const row = (this.numbers[left] ??= []);
    const known = row[right];
    if (known !== undefined) return known;
    const number = this.lefts.length;
    row[right] = number;
    this.lefts.push(left);
    this.rights.push(right);
    return number;
  }

  private numberOf(left: number, right: number): number {
    return right === dead ? dead : this.join(left, right);
  }
}
