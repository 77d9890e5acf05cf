import { Tokenizer as Library } from '@huggingface/tokenizers';
import { isRecord } from '../../base/jsonReader';
import { BytePairs } from './bytePairs';
import { FallbackPairs } from './fallbackPairs';
import type { Cut } from './lineCache';

/** What makes tokens of a text, and where the text may be cut without a change of them. */
export interface TextReader {
  encode(wellFormed: string): Int32Array;
  /** Absent where no cut between lines is known to be safe. */
  readonly cut: Cut | undefined;
}

/**
 * Our own reader where a tokenizer.json splits as GPT-2 does, with digits alone: it is exact about
 * Unicode's digits and white space, and ten times as fast. The library for every other
 * byte-level one, and our own again for one that falls back on bytes, of which no text may be changed.
 * Throws what the library throws, and if the merges cannot be read.
 *
 * @param pieces by id
 * @param pieceBytes by id
 */
export function textReader(
  json: Readonly<Record<string, unknown>>,
  pieces: readonly string[],
  pieceBytes: readonly Uint8Array[],
): TextReader {
  const model = isRecord(json['model']) ? json['model'] : {};
  if (splitsAsGpt2(json['pre_tokenizer']) && mergesPlainly(model)) {
    const ids = new Map(pieces.map((piece, id) => [piece, id]));
    const pairs = BytePairs.of(ids, mergesOf(model['merges']));
    if (pairs === undefined) throw new Error('it merges pieces that it does not have');
    return { encode: (text) => pairs.encode(text), cut: 'before-newline' };
  }
  const cut = cutOf(pieceBytes);
  if (isRecord(json['decoder']) && json['decoder']['type'] === 'ByteFallback') {
    const ids = new Map(pieces.map((piece, id) => [piece, id]));
    const pairs = FallbackPairs.of(ids, mergesOf(model['merges']));
    if (pairs === undefined)
      throw new Error('it merges pieces, or lacks bytes, that it should have');
    return { encode: (text) => pairs.encode(text), cut };
  }
  // Without added tokens the library has no way to read a special token out of a text.
  const library = new Library({ ...json, added_tokens: [], post_processor: null }, {});
  return {
    encode: (text) => Int32Array.from(library.encode(text, { add_special_tokens: false }).ids),
    cut,
  };
}

/** No token goes on after a newline. */
function cutOf(pieceBytes: readonly Uint8Array[]): Cut | undefined {
  const linesApart = pieceBytes.every((bytes) =>
    [-1, bytes.length - 1].includes(bytes.indexOf(newline)),
  );
  return linesApart ? 'after-newline' : undefined;
}

const newline = '\n'.charCodeAt(0);

function splitsAsGpt2(preTokenizer: unknown): boolean {
  if (!isRecord(preTokenizer) || preTokenizer['type'] !== 'Sequence') return false;
  const parts: unknown = preTokenizer['pretokenizers'];
  if (!Array.isArray(parts) || parts.length !== 2) return false;
  const [digits, bytes] = parts as readonly unknown[];
  return (
    isRecord(digits) &&
    digits['type'] === 'Digits' &&
    digits['individual_digits'] === true &&
    isRecord(bytes) &&
    bytes['type'] === 'ByteLevel' &&
    bytes['use_regex'] === true &&
    bytes['add_prefix_space'] === false
  );
}

/** Nothing by chance, and no word that is a token is taken whole before its merges. */
function mergesPlainly(model: Readonly<Record<string, unknown>>): boolean {
  const { dropout, ignore_merges: ignored } = model;
  return (dropout ?? null) === null && ignored !== true;
}

/** `["a", "b"]` or `"a b"`, by version of the file. */
function mergesOf(merges: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(merges)) throw new Error('it has no merges');
  return merges.map((merge: unknown) => {
    const pair: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    const parts: readonly unknown[] = Array.isArray(pair) ? pair : [];
    const [left, right, more] = parts;
    if (typeof left !== 'string' || typeof right !== 'string' || more !== undefined) {
      throw new Error('its merges are not pairs');
    }
    return [left, right];
  });
}
