const none = 2 ** 31 - 1;

/** The pairs of byte-pair encoding: they merge in the order in which they were learnt, the leftmost of equals first. */
export class PairMerges {
  private readonly rankOf = new Map<number, number>(); // left · V + right → rank
  private readonly merged: Int32Array; // by rank
  private readonly size: number; // V

  /** @returns undefined if a merge names a piece that the vocabulary lacks */
  static of(
    ids: ReadonlyMap<string, number>,
    merges: readonly (readonly [string, string])[],
  ): PairMerges | undefined {
    const known = merges.every(([a, b]) => ids.has(a) && ids.has(b) && ids.has(a + b));
    return known ? new PairMerges(ids, merges) : undefined;
  }

  private constructor(
    ids: ReadonlyMap<string, number>,
    merges: readonly (readonly [string, string])[],
  ) {
    const { size } = ids;
    this.size = size;
    this.merged = new Int32Array(merges.length);
    for (const [rank, [left, right]] of merges.entries()) {
      const pair = ids.get(left)! * size + ids.get(right)!;
      if (!this.rankOf.has(pair)) this.rankOf.set(pair, rank);
      this.merged[rank] = ids.get(left + right)!;
    }
  }

  /** @param ids the tokens of a word, as small as they come; written to */
  encode(ids: Int32Array, out: number[]): void {
    const ranks = new Int32Array(ids.length).fill(none); // of the pair that begins at each place
    let count = ids.length;
    for (let i = 0; i + 1 < count; i++) ranks[i] = this.rankAt(ids, i);
    for (;;) {
      let best = -1;
      let rank = none;
      for (let i = 0; i + 1 < count; i++) if (ranks[i]! < rank) rank = ranks[(best = i)]!;
      if (best < 0) break;
      ids[best] = this.merged[rank]!;
      ids.copyWithin(best + 1, best + 2, count);
      ranks.copyWithin(best + 1, best + 2, count);
      count--;
      ranks[count - 1] = none;
      if (best > 0) ranks[best - 1] = this.rankAt(ids, best - 1);
      if (best + 1 < count) ranks[best] = this.rankAt(ids, best);
    }
    for (let i = 0; i < count; i++) out.push(ids[i]!);
  }

  private rankAt(ids: Int32Array, index: number): number {
    return this.rankOf.get(ids[index]! * this.size + ids[index + 1]!) ?? none;
  }
}
