import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import { dead, type Automaton } from '../automaton';
import { Nfa } from './nfa';
import { parseRegex } from './parse';

const mostNodes = 4000;
const mostStates = 1000;

/**
 * Holds the text of every hole, all of it, to a regular expression, byte by byte: a deterministic
 * automaton by subset construction. Fails with a sentence if the expression uses what an automaton
 * cannot do, or would need one that is too large.
 */
export function regex(source: string): Result<Automaton, Sentence> {
  const parsed = parseRegex(source);
  if (!parsed.ok) return parsed;
  const nfa = new Nfa(parsed.value, mostNodes);
  const made = nfa.isTooLarge ? undefined : new Determined(nfa, source);
  if (made?.explore() === true) return ok(made);
  const message = sentence(
    'The regular expression “{0}” is too large to follow. Give a shorter one, with fewer repetitions.',
    source,
  );
  return failed(message);
}

class Determined implements Automaton {
  readonly start = 0;
  readonly demand: Sentence;
  private readonly subsets: (readonly number[])[] = []; // by state: nodes
  private readonly numbers = new Map<string, number>();
  private readonly nexts: Int32Array[] = []; // by state: [byte classes] → state
  private readonly classOf = new Uint8Array(256);
  private readonly members: number[] = []; // one byte of each class

  constructor(
    private readonly nfa: Nfa,
    source: string,
  ) {
    this.demand = sentence('the fill must match “{0}”', source);
    // Bytes that lie in the same ranges everywhere lead to the same states.
    const starts = new Set<number>([0]);
    for (const { low, high } of nfa.arcs.flat()) starts.add(low).add(high + 1);
    for (let byte = 0; byte < 256; byte++) {
      if (starts.has(byte)) this.members.push(byte);
      this.classOf[byte] = this.members.length - 1;
    }
    this.numberOf([0]);
  }

  /** Finds all states. False if there are too many. */
  explore(): boolean {
    for (let state = 0; state < this.subsets.length; state++) {
      if (this.subsets.length > mostStates) return false;
      const nodes = this.subsets[state]!;
      this.nexts.push(Int32Array.from(this.members, (byte) => this.after(nodes, byte)));
    }
    return true;
  }

  step(state: number, byte: number): number {
    return this.nexts[state]![this.classOf[byte]!]!;
  }

  leave(state: number): number {
    return this.subsets[state]!.includes(1) ? this.start : dead;
  }

  effectOf(piece: Uint8Array): string {
    return String.fromCharCode(...piece.map((byte) => this.classOf[byte]!));
  }

  private after(nodes: readonly number[], byte: number): number {
    const next = nodes.flatMap((node) =>
      this.nfa.arcs[node]!.filter(({ low, high }) => low <= byte && byte <= high),
    );
    return next.length === 0 ? dead : this.numberOf(next.map(({ to }) => to));
  }

  private numberOf(nodes: readonly number[]): number {
    const closed = new Set(nodes);
    for (const node of closed) for (const next of this.nfa.free[node]!) closed.add(next);
    const subset = [...closed].sort((a, b) => a - b);
    const key = subset.join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.subsets.length);
    return this.subsets.push(subset) - 1;
  }
}
