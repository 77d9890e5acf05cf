import { PairMerges } from './pairMerges';

/** What stands for a space in a piece. */
const space = '\u2581';
/** A piece that is one byte. */
const bytePiece = /^<0x([0-9A-F]{2})>$/;
/** Of a word, at most, that is merged at once: a longer one, which is no word, comes in parts. */
const longestWord = 2048;

/** The bytes that a piece stands for. */
export function bytesOfFallbackPiece(piece: string): Uint8Array {
  const byte = bytePiece.exec(piece)?.[1];
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  return utf8.encode(piece.replaceAll(space, ' '));
}

/**
 * BPE over characters, as Llama's tokenizer has it: spaces are marked, and a character that is no piece is
 * written in its bytes. Nothing is put before a text, since texts around a hole are parts of one.
 */
export class FallbackPairs {
  private readonly idOfByte: Int32Array; // [256]
  private readonly words: RegExp;

  /** @returns undefined if a merge names a piece that the vocabulary lacks, or it lacks a byte */
  static of(
    ids: ReadonlyMap<string, number>,
    merges: readonly (readonly [string, string])[],
  ): FallbackPairs | undefined {
    const pairs = PairMerges.of(ids, merges);
    const bytes = Array.from({ length: 256 }, (_, byte) => ids.get(nameOf(byte)));
    const known = bytes.filter((id) => id !== undefined);
    return pairs !== undefined && known.length === 256
      ? new FallbackPairs(ids, pairs, Int32Array.from(known))
      : undefined;
  }

  private constructor(
    private readonly ids: ReadonlyMap<string, number>,
    private readonly pairs: PairMerges,
    bytes: Int32Array,
  ) {
    this.idOfByte = bytes;
    // Where spaces begin pieces and never end them, none goes on past one.
    const ends = [...ids.keys()].some((piece) => /[^\u2581]\u2581/u.test(piece));
    this.words = ends ? /[^]+/gu : / *[^ ]+| +/gu;
  }

  encode(text: string): Int32Array {
    const all: number[] = [];
    for (const [word] of text.matchAll(this.words)) {
      const small = this.small(word);
      for (let from = 0; from < small.length; from += longestWord) {
        this.pairs.encode(small.slice(from, from + longestWord), all);
      }
    }
    return Int32Array.from(all);
  }

  /** A word by its characters, or the bytes of those that are no pieces. */
  private small(word: string): Int32Array {
    const ids: number[] = [];
    for (const character of word) {
      // The mark itself, where it stands in a text, must come back as what it is.
      const piece = character === ' ' ? space : character;
      const id = character === space ? undefined : this.ids.get(piece);
      if (id !== undefined) ids.push(id);
      else for (const byte of utf8.encode(character)) ids.push(this.idOfByte[byte]!);
    }
    return Int32Array.from(ids);
  }
}

function nameOf(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

const utf8 = new TextEncoder();
