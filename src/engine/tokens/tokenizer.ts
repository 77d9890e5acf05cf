import { failureOf } from '../../base/failureOf';
import { isRecord } from '../../base/jsonReader';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type SentenceValue } from '../../base/sentence';
import type { Failure } from '../failure';
import { byteCharacters, bytesOfPiece } from './byteAlphabet';
import { bytesOfFallbackPiece } from './fallbackPairs';
import { LineCache } from './lineCache';
import { textReader, type TextReader } from './textReader';

/**
 * Text as token ids and back: byte-level BPE read from a `tokenizer.json`. Every text without lone
 * surrogates comes back as it was, and no text ever encodes to a special token, not even one that
 * spells `<|end|>`.
 */
export class Tokenizer {
  /** V: ids are 0 … V−1. */
  readonly vocabulary: number;
  /** Absent where no cut between lines is known to be safe. */
  private readonly lines: LineCache | undefined;

  private constructor(
    private readonly reader: TextReader,
    /** The bytes of each token, by id; none for a special token. */
    readonly pieceBytes: readonly Uint8Array[],
    private readonly pieces: readonly string[],
    private readonly special: ReadonlySet<number>,
  ) {
    this.vocabulary = pieces.length;
    const { cut } = reader;
    this.lines = cut && new LineCache((part) => reader.encode(part), cut);
  }

  /**
   * @param json a parsed tokenizer.json
   * @param special ids that never stand for text, from the manifest
   * @returns `model-corrupt` if it is no tokenizer, `model-unsupported` if it is not byte-level BPE
   *   or would not give the text back
   */
  static parse(json: unknown, special: Iterable<number>): Result<Tokenizer, Failure> {
    if (!isRecord(json) || !isRecord(json['model']) || !isRecord(json['model']['vocab'])) {
      return failed(corrupt(sentence('it has no vocabulary')));
    }
    const model = json['model'];
    const decoder = json['decoder'];
    const form = isRecord(decoder) ? decoder['type'] : undefined;
    if (model['type'] !== 'BPE' || (form !== 'ByteLevel' && form !== 'ByteFallback')) {
      return failed(unsupported(sentence('only BPE that can write every byte is known')));
    }
    if (isRecord(json['normalizer']))
      return failed(unsupported(sentence('it changes the text it reads')));

    const pieces = readPieces(model['vocab'], json['added_tokens']);
    if (pieces === undefined)
      return failed(corrupt(sentence('its ids are not 0, 1, 2 …, each used once')));
    const known = new Set(pieces);
    const isByteLevel = form === 'ByteLevel';
    if (isByteLevel && byteCharacters().some((character) => !known.has(character))) {
      return failed(unsupported(sentence('it cannot write every byte')));
    }
    const bytesOf = isByteLevel ? bytesOfPiece : bytesOfFallbackPiece;
    const specials = new Set(special);
    const pieceBytes: Uint8Array[] = [];
    for (const [id, piece] of pieces.entries()) {
      const bytes = specials.has(id) ? new Uint8Array(0) : bytesOf(piece);
      if (bytes === undefined)
        return failed(unsupported(sentence('its token {0} is not written in bytes', id)));
      pieceBytes.push(bytes);
    }
    try {
      const reader = textReader(json, pieces, pieceBytes);
      return ok(new Tokenizer(reader, pieceBytes, pieces, specials));
    } catch (error) {
      return failed(corrupt(error instanceof Error ? error.message : String(error)));
    }
  }

  /** Token ids of a text. A lone surrogate, which no UTF-8 can write, becomes U+FFFD. */
  encode(text: string): Int32Array {
    if (text === '') return new Int32Array(0);
    const wellFormed = text.replace(loneSurrogate, '\ufffd');
    return (this.lines ?? this.reader).encode(wellFormed);
  }

  /** The text of a run of tokens. Bytes that are no UTF-8 show as U+FFFD; special tokens as nothing. */
  decode(ids: ArrayLike<number>): string {
    return utf8.decode(this.bytes(ids));
  }

  /** The bytes of a run of tokens: what `decode` reads, before an incomplete character is replaced. */
  bytes(ids: ArrayLike<number>): Uint8Array {
    const parts = Array.from(ids, (id) => this.pieceBytes[id]!);
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }

  /** One token for display: U+FFFD for an incomplete character, its name for a special token. */
  pieceText(id: number): string {
    return this.special.has(id) ? this.pieces[id]! : utf8.decode(this.pieceBytes[id]);
  }
}

// A byte order mark is text like any other and must come back.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

const loneSurrogate = /\p{Surrogate}/gu;

/** Pieces by id, or undefined if an id is missing, doubled or out of range. */
function readPieces(vocab: unknown, added: unknown): string[] | undefined {
  const idOf = new Map<string, unknown>(isRecord(vocab) ? Object.entries(vocab) : []);
  for (const token of Array.isArray(added) ? added : []) {
    if (!isRecord(token) || typeof token['content'] !== 'string') return undefined;
    idOf.set(token['content'], token['id']);
  }
  const pieces = new Array<string | undefined>(idOf.size).fill(undefined);
  for (const [piece, id] of idOf) {
    if (typeof id !== 'number' || !(id in pieces) || pieces[id] !== undefined) return undefined;
    pieces[id] = piece;
  }
  return pieces.every((piece) => piece !== undefined) ? pieces : undefined;
}

function corrupt(why: SentenceValue): Failure {
  const message = sentence(
    "The model's tokenizer cannot be read: {0}. Install the model again.",
    why,
  );
  return failureOf('model-corrupt', message);
}

function unsupported(why: SentenceValue): Failure {
  const message = sentence(
    "The model's tokenizer is not supported: {0}. Choose another model.",
    why,
  );
  return failureOf('model-unsupported', message);
}
