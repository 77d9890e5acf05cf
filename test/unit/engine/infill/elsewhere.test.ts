import assert from 'node:assert/strict';
import { textsElsewhere } from '../../../../src/engine/infill/elsewhere';
import { chooseWindow } from '../../../../src/engine/infill/window';
import { tokenizer } from '../../support/scriptedModel';

const plain = Array.from({ length: 400 }, (_, i) => `line ${i};\n`).join('');

function around(
  text: string,
  at: number,
  room: number,
): readonly [string, string, readonly string[]] {
  const spans = [{ start: at, end: at }];
  const window = chooseWindow(tokenizer, text, spans, { room });
  const texts = textsElsewhere({ tokenizer, text, spans }, window, []);
  return [tokenizer.decode(window.prefix), tokenizer.decode(window.segments[0]!), texts];
}

describe('What the model does not see', () => {
  for (const lineEnd of ['\n', '\r\n'])
    for (const share of [0, 0.3, 1])
      it(`is the rest of the document: ${JSON.stringify(lineEnd)}, ${share} of the way`, () => {
        const text = plain.replaceAll('\n', lineEnd);
        const at = text.indexOf('line', Math.floor(share * (text.length - 20)));
        const [before, after, texts] = around(text, at, 300);
        const all = texts.length === 1 && share === 0 ? ['', ...texts] : [...texts, ''];
        const [far = '', rest = ''] = all;
        assert.equal(`${far}${before}${after}${rest}`.replaceAll('\r\n', '\n'), plain);
      });

  it('is nothing where the model sees all', () => {
    const [, , texts] = around('a;\r\nb;\r\n', 4, 300);
    assert.deepEqual(texts, []);
  });

  it('is what is nearest of a long document, from the beginning of a line', () => {
    const text = 'x = 1;\n'.repeat(40_000);
    const [, , texts] = around(text, 140_000, 300);
    assert.equal(texts.length, 2);
    for (const part of texts) assert.ok(part.length > 63_000 && part.length <= 64_000);
    assert.ok(texts[0]!.startsWith('x'));
  });

  it('takes other texts as well, not too many and not too long', () => {
    const spans = [{ start: 0, end: 0 }];
    const window = chooseWindow(tokenizer, '', spans, { room: 300 });
    const references = [...Array.from({ length: 20 }, (_, i) => `text ${i}`), ''];
    const texts = textsElsewhere({ tokenizer, text: '', spans }, window, [
      'y'.repeat(70_000),
      '',
      ...references,
    ]);
    assert.equal(texts[0]?.length, 64_000);
    assert.deepEqual(texts.slice(1, 3), ['text 0', 'text 1']);
    assert.equal(texts.length, 15); // of sixteen one is empty
  });
});
