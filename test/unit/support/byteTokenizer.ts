import { byteCharacters } from '../../../src/engine/tokens/byteAlphabet';
import { Tokenizer } from '../../../src/engine/tokens/tokenizer';

export const specialPieces = ['<|pad|>', '<|end|>', '<|file|>', '<|prefix|>'] as const;
const merges: readonly (readonly [string, string])[] = [
  ['t', 'h'],
  ['th', 'e'],
  ['Ġ', 'the'],
  ['r', 'e'],
  ['re', 't'],
  ['<', '|'],
  ['|', '>'],
  ['ð', 'Ł'], // the first two bytes of most emoji
  ['č', 'Ċ'], // CRLF
];

/** A tokenizer.json: four special tokens, then the bytes, then a few merges. */
export function byteTokenizerJson(): Record<string, unknown> {
  const pieces = [...specialPieces, ...byteCharacters(), ...merges.map(([a, b]) => a + b)];
  const pattern = { Regex: '\\r?\\n|[ \\t]{2,}|\\t| ?[^ \\t\\r\\n]+| |\\r' };
  return {
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges,
    },
  };
}

export function byteTokenizer(): Tokenizer {
  const parsed = Tokenizer.parse(byteTokenizerJson(), [0, 1, 2, 3]);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}
