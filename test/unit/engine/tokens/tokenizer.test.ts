import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BytePairs } from '../../../../src/engine/tokens/bytePairs';
import { Tokenizer } from '../../../../src/engine/tokens/tokenizer';
import { byteTokenizer, byteTokenizerJson, specialPieces } from '../../support/byteTokenizer';
import { readGolden } from '../../support/golden';

interface TinyManifest {
  tokenizer: {
    file: string;
    vocabulary: number;
    special: { pad: number; end: number; file: number; prefix: number; holes: number[] };
  };
}

/** The tokenizer of the bundled model. */
function tinyTokenizer(): { tokenizer: Tokenizer; special: number[]; vocabulary: number } {
  const folder = join(process.cwd(), 'models', 'prime-tiny');
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const manifest = read('manifest.json') as TinyManifest;
  const { pad, end, file, prefix, holes } = manifest.tokenizer.special;
  const special = [pad, end, file, prefix, ...holes];
  const parsed = Tokenizer.parse(read(manifest.tokenizer.file), special);
  assert.ok(parsed.ok);
  return { tokenizer: parsed.value, special, vocabulary: manifest.tokenizer.vocabulary };
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('the', ' ', '\t', '\r\n', '\n', '\r', '<|end|>', '\ufeff', 'é', '😀'))
    .map((parts) => parts.join('')),
);

describe('the tokenizer', () => {
  const tokenizer = byteTokenizer();

  it('merges what the vocabulary holds', () => {
    const pieces = [...tokenizer.encode('the the ret')].map((id) => tokenizer.pieceText(id));
    assert.deepEqual(pieces, ['the', ' the', ' ', 'ret']);
  });

  it('gives any text back', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
      }),
    );
  });

  it('encodes a text line by line as it encodes it whole, whatever it remembers', () => {
    // A token that goes on after a newline, though no merge makes it, forbids encoding by lines.
    const json = byteTokenizerJson();
    const model = json['model'] as { vocab: Record<string, number> };
    const vocab = { ...model.vocab, ĊĠ: Object.keys(model.vocab).length };
    const whole = Tokenizer.parse({ ...json, model: { ...model, vocab } }, [0, 1, 2, 3]);
    assert.ok(whole.ok);
    const { value } = whole;
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 4 }), (texts) => {
        const text = texts.join('\n');
        assert.deepEqual(tokenizer.encode(text), value.encode(text));
      }),
    );
  });

  it('keeps a byte order mark', () => {
    assert.equal(tokenizer.decode(tokenizer.encode('\ufeffa')), '\ufeffa');
  });

  it('writes a lone surrogate as U+FFFD', () => {
    assert.equal(tokenizer.decode(tokenizer.encode('a\ud83db')), 'a\ufffdb');
  });

  for (const text of [...specialPieces, 'x<|end|>y', '<|pad|><|pad|>', '<|hole_0|>']) {
    it(`reads ${text} in a document as text`, () => {
      const ids = [...tokenizer.encode(text)];
      assert.ok(ids.every((id) => id >= specialPieces.length));
      assert.equal(tokenizer.decode(ids), text);
    });
  }

  it('reads special tokens as text even if the file lists them as added', () => {
    const json = byteTokenizerJson();
    const added = [{ id: 1, content: '<|end|>', special: true, normalized: false }];
    const parsed = Tokenizer.parse({ ...json, added_tokens: added }, [0, 1, 2, 3]);
    assert.ok(parsed.ok);
    assert.ok(!parsed.value.encode('a<|end|>').includes(1));
  });

  it('shows a special token by name and decodes it to nothing', () => {
    assert.equal(tokenizer.pieceText(1), '<|end|>');
    assert.equal(tokenizer.decode([1, ...tokenizer.encode('a'), 0]), 'a');
  });

  it('shows an incomplete character as U+FFFD and completes it with the next token', () => {
    const ids = tokenizer.encode('😀');
    assert.ok(ids.length > 1);
    assert.match(tokenizer.pieceText(ids[0]!), /^\ufffd+$/);
    assert.equal(tokenizer.decode(ids), '😀');
    assert.deepEqual([...tokenizer.bytes(ids)], [0xf0, 0x9f, 0x98, 0x80]);
  });

  const json = byteTokenizerJson();
  const model = json['model'] as Record<string, unknown>;
  const vocab = model['vocab'] as Record<string, number>;
  const refused: readonly (readonly [string, unknown, string, RegExp])[] = [
    ['nothing', null, 'model-corrupt', /no vocabulary.*Install the model again/],
    ['a list', [], 'model-corrupt', /no vocabulary/],
    ['a model without vocabulary', { ...json, model: {} }, 'model-corrupt', /no vocabulary/],
    [
      'WordPiece',
      { ...json, model: { ...model, type: 'WordPiece' } },
      'model-unsupported',
      /can write every byte is known/,
    ],
    [
      'no decoder',
      { ...json, decoder: null },
      'model-unsupported',
      /can write every byte is known/,
    ],
    [
      'a normalizer',
      { ...json, normalizer: { type: 'NFC' } },
      'model-unsupported',
      /changes the text/,
    ],
    [
      'a gap in the ids',
      { ...json, model: { ...model, vocab: { ...vocab, zz: 9999 } } },
      'model-corrupt',
      /ids are not/,
    ],
    [
      'an id used twice',
      { ...json, model: { ...model, vocab: { ...vocab, zz: 7 } } },
      'model-corrupt',
      /ids are not/,
    ],
    [
      'a piece that is no bytes',
      { ...json, model: { ...model, vocab: { ...vocab, 漢: Object.keys(vocab).length } } },
      'model-unsupported',
      /not written in bytes/,
    ],
    [
      'a vocabulary that lacks a byte',
      {
        ...json,
        model: {
          ...model,
          vocab: Object.fromEntries(
            Object.entries(vocab).map(([p, id]) => [p === 'A' ? 'AAA' : p, id]),
          ),
        },
      },
      'model-unsupported',
      /cannot write every byte/,
    ],
    [
      'merges that are none',
      { ...json, model: { ...model, merges: 5 } },
      'model-corrupt',
      /cannot be read/,
    ],
  ];
  for (const [name, value, code, message] of refused) {
    it(`refuses ${name}`, () => {
      const parsed = Tokenizer.parse(value, [0, 1, 2, 3]);
      assert.ok(!parsed.ok);
      assert.equal(parsed.failure.code, code);
      assert.match(parsed.failure.message, message);
    });
  }
});

describe("prime-tiny's tokenizer", () => {
  it('reproduces the ids that training saw', () => {
    const { tokenizer, vocabulary } = tinyTokenizer();
    assert.equal(tokenizer.vocabulary, vocabulary);
    const { cases } = readGolden<{ text: string; ids: number[] }>('tokenizer');
    assert.ok(cases.length > 10);
    for (const { text, ids } of cases) assert.deepEqual([...tokenizer.encode(text)], ids, text);
  });

  it('gives any text back and never makes a special token of it', () => {
    const { tokenizer, special } = tinyTokenizer();
    fc.assert(
      fc.property(anyText, (text) => {
        const ids = tokenizer.encode(text);
        assert.equal(tokenizer.decode(ids), text);
        assert.ok(special.every((id) => !ids.includes(id)));
      }),
    );
  });
});

describe('a tokenizer that splits as GPT-2 does', () => {
  const path = join(process.cwd(), 'test', 'golden', 'byteLevelTokenizer.json');
  const golden = JSON.parse(readFileSync(path, 'utf8')) as {
    tokenizer: Record<string, unknown>;
    cases: readonly { text: string; ids: number[] }[];
  };
  const special = Array.from({ length: 12 }, (_, id) => id);
  const parse = (json: unknown): Tokenizer => {
    const parsed = Tokenizer.parse(json, special);
    assert.ok(parsed.ok);
    return parsed.value;
  };
  const tokenizer = parse(golden.tokenizer);
  const { vocab, merges } = golden.tokenizer['model'] as {
    vocab: Record<string, number>;
    merges: [string, string][];
  };

  it('reproduces the ids of the reference on texts of every kind', () => {
    assert.ok(golden.cases.length > 20);
    for (const { text, ids } of golden.cases) {
      assert.deepEqual([...tokenizer.encode(text)], ids, JSON.stringify(text.slice(0, 60)));
    }
  });

  it('has tokens that go on after a newline', () => {
    const crossing = tokenizer.pieceBytes.filter((bytes) => {
      const at = bytes.indexOf(10);
      return at >= 0 && at < bytes.length - 1;
    });
    assert.ok(crossing.length > 0);
  });

  it('encodes a text part by part as it encodes it whole', () => {
    const whole = BytePairs.of(new Map(Object.entries(vocab)), merges)!;
    const words = fc.constantFrom('the', ' ', '  ', '\t', '\n', '\r', "'s", '7', '\x85', '\ufeff', 'é', '😀', ';'); // prettier-ignore
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        assert.deepEqual(tokenizer.encode(text), whole.encode(text));
        assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
      }),
    );
  });
});
