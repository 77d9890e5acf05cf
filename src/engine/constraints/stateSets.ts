/** A set of states of an automaton; two with the same states are the same object. */
export interface StateSet {
  readonly id: number;
  /** Ascending. */
  readonly states: readonly number[];
}

/** Makes sets of states, each once. */
export class StateSets {
  private readonly known = new Map<string, StateSet>();

  of(states: Iterable<number>): StateSet {
    const sorted = [...new Set(states)].sort((a, b) => a - b);
    const key = sorted.join();
    let set = this.known.get(key);
    if (set === undefined) this.known.set(key, (set = { id: this.known.size, states: sorted }));
    return set;
  }
}
