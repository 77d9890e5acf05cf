import { byteCharacters } from './byteAlphabet';

/** Unicode's white space, which is what the reference means by `\s`; JavaScript's has U+FEFF and lacks U+0085. */
const blank = '\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/**
 * The expression of GPT-2 after each digit has been taken by itself, in one: white space keeps its last
 * character for what follows, unless that is a digit.
 */
const words = new RegExp(
  `'(?:s|t|re|ve|m|ll|d)| ?\\p{L}+|\\p{N}| ?[^${blank}\\p{L}\\p{N}]+|` +
    `[${blank}]+(?![^${blank}\\p{N}])|[${blank}]+`,
  'gu',
);

const none = 2 ** 31 - 1;

/**
 * Byte-level BPE behind the splits of GPT-2 with digits alone: the pairs of a word merge in the order in
 * which they were learnt, the leftmost of equals first.
 */
export class BytePairs {
  private readonly idOfByte: Int32Array; // [256]
  private readonly rankOf = new Map<number, number>(); // left · V + right → rank
  private readonly merged: Int32Array; // by rank

  /** @returns undefined if a merge names a piece that the vocabulary lacks */
  static of(
    ids: ReadonlyMap<string, number>,
    merges: readonly (readonly [string, string])[],
  ): BytePairs | undefined {
    const known = merges.every(([a, b]) => ids.has(a) && ids.has(b) && ids.has(a + b));
    const complete = byteCharacters().every((character) => ids.has(character));
    return known && complete ? new BytePairs(ids, merges) : undefined;
  }

  private constructor(
    ids: ReadonlyMap<string, number>,
    merges: readonly (readonly [string, string])[],
  ) {
    const { size } = ids;
    this.size = size;
    this.idOfByte = Int32Array.from(byteCharacters(), (character) => ids.get(character)!);
    this.merged = new Int32Array(merges.length);
    for (const [rank, [left, right]] of merges.entries()) {
      const pair = ids.get(left)! * size + ids.get(right)!;
      if (!this.rankOf.has(pair)) this.rankOf.set(pair, rank);
      this.merged[rank] = ids.get(left + right)!;
    }
  }

  private readonly size: number; // V

  encode(text: string): Int32Array {
    const all: number[] = [];
    for (const [word] of text.matchAll(words)) this.encodeWord(word, all);
    return Int32Array.from(all);
  }

  private encodeWord(word: string, out: number[]): void {
    const bytes = utf8.encode(word);
    const ids = Int32Array.from(bytes, (byte) => this.idOfByte[byte]!);
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

const utf8 = new TextEncoder();
