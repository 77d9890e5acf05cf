import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Tokenizer } from '../../../../src/engine/tokens/tokenizer';

interface Golden {
  readonly tokenizer: { readonly model: { readonly vocab: Record<string, number> } };
  readonly special: readonly number[];
  readonly cases: readonly { readonly text: string; readonly ids: readonly number[] }[];
}

function golden(): Golden {
  const path = join(process.cwd(), 'test', 'golden', 'fallbackTokenizer.json');
  return JSON.parse(readFileSync(path, 'utf8')) as Golden;
}

describe('a tokenizer that falls back on bytes', () => {
  const { tokenizer: json, special, cases } = golden();
  const parse = (changed: unknown): Tokenizer => {
    const parsed = Tokenizer.parse(changed, special);
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.failure.message);
    return parsed.value;
  };
  const tokenizer = parse(json);

  it('reproduces the ids of the reference on texts of every kind', () => {
    assert.ok(cases.length > 20);
    for (const { text, ids } of cases) {
      assert.deepEqual([...tokenizer.encode(text)], ids, JSON.stringify(text.slice(0, 60)));
    }
  });

  it('gives any text back, the mark of spaces included', () => {
    const part = fc.constantFrom('the', ' ', '   ', '\u2581', '\t', '\n', '\r\n', 'é', '日', '😀', '<0x41>', '<s>'); // prettier-ignore
    const text = fc.oneof(fc.array(part).map((parts) => parts.join('')), fc.string({ unit: 'binary' })); // prettier-ignore
    fc.assert(
      fc.property(text, (any) => {
        assert.equal(tokenizer.decode(tokenizer.encode(any)), any);
        for (const id of tokenizer.encode(any)) assert.ok(!special.includes(id));
      }),
    );
  });

  it('encodes alike whether spaces end pieces or not', () => {
    // A piece with a space inside forbids encoding word by word, and no merge makes this one.
    const { vocab } = json.model;
    const size = Object.keys(vocab).length;
    const whole = parse({
      ...json,
      model: { ...json.model, vocab: { ...vocab, 'a\u2581b': size } },
    });
    for (const { text } of cases) {
      assert.deepEqual(whole.encode(text), tokenizer.encode(text), JSON.stringify(text));
    }
  });

  it('encodes a line without an end, in parts', () => {
    const line = 'x'.repeat(200_000);
    assert.equal(tokenizer.decode(tokenizer.encode(line)), line);
  });

  it('is refused where it lacks a byte', () => {
    const pieces = Object.keys(json.model.vocab).filter((piece) => piece !== '<0x0A>');
    const ids = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
    const parsed = Tokenizer.parse({ ...json, model: { ...json.model, vocab: ids } }, special);
    assert.ok(!parsed.ok);
    assert.match(parsed.failure.message, /it merges pieces, or lacks bytes, that it should have/);
  });
});
