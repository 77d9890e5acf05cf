import { byteCharacters } from './byteAlphabet';
import { PairMerges } from './pairMerges';

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

/**
 * Byte-level BPE behind the splits of GPT-2 with digits alone: the pairs of a word merge in the order in
 * which they were learnt, the leftmost of equals first.
 */
export class BytePairs {
  private readonly idOfByte: Int32Array; // [256]

  /** @returns undefined if a merge names a piece that the vocabulary lacks */
  static of(
    ids: ReadonlyMap<string, number>,
    merges: readonly (readonly [string, string])[],
  ): BytePairs | undefined {
    const pairs = PairMerges.of(ids, merges);
    const complete = byteCharacters().every((character) => ids.has(character));
    return pairs !== undefined && complete ? new BytePairs(ids, pairs) : undefined;
  }

  private constructor(
    ids: ReadonlyMap<string, number>,
    private readonly pairs: PairMerges,
  ) {
    this.idOfByte = Int32Array.from(byteCharacters(), (character) => ids.get(character)!);
  }

  encode(text: string): Int32Array {
    const all: number[] = [];
    for (const [word] of text.matchAll(words)) {
      const bytes = utf8.encode(word);
      this.pairs.encode(
        Int32Array.from(bytes, (byte) => this.idOfByte[byte]!),
        all,
      );
    }
    return Int32Array.from(all);
  }
}

const utf8 = new TextEncoder();
