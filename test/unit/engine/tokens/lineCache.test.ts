import assert from 'node:assert/strict';
import { LineCache, type Cut } from '../../../../src/engine/tokens/lineCache';

/** One token a character; notes what it was asked for. */
function counting(cut: Cut = 'after-newline'): { cache: LineCache; asked: string[] } {
  const asked: string[] = [];
  const cache = new LineCache((line) => {
    asked.push(line);
    return Int32Array.from(line, (character) => character.charCodeAt(0));
  }, cut);
  return { cache, asked };
}

const spell = (tokens: Int32Array): string => String.fromCharCode(...tokens);

describe('the cache of lines', () => {
  it('encodes only the lines that it has not seen', () => {
    const { cache, asked } = counting();
    assert.equal(spell(cache.encode('a\nb\n\nc')), 'a\nb\n\nc');
    assert.deepEqual(asked.splice(0), ['a\n', 'b\n', '\n', 'c']);
    assert.equal(spell(cache.encode('a\nbb\n\nc\n')), 'a\nbb\n\nc\n');
    assert.deepEqual(asked.splice(0), ['bb\n', 'c\n']);
    assert.equal(cache.encode('').length, 0);
    assert.deepEqual(asked, []);
  });

  it('cuts before a newline that follows more than white space, if that is what a tokenizer allows', () => {
    const { cache, asked } = counting('before-newline');
    const text = 'a\n  b\n\n c \nd\r\ne\u00a0\nf\x85\ng\n';
    assert.equal(spell(cache.encode(text)), text);
    assert.deepEqual(asked, ['a', '\n  b', '\n\n c \nd\r\ne\u00a0\nf\x85\ng', '\n']);
  });

  it('keeps what is used, forgets what is not, and never keeps a very long line', () => {
    const { cache, asked } = counting();
    const flood = (from: number): void => {
      for (let i = from; i < from + 4096; i++) cache.encode(`${i}\n`);
    };
    cache.encode('used\n');
    flood(0);
    cache.encode('used\n');
    flood(10_000);
    asked.length = 0;
    cache.encode('used\n');
    assert.deepEqual(asked, []);
    flood(20_000);
    flood(30_000);
    asked.length = 0;
    cache.encode('used\n');
    cache.encode('x'.repeat(600));
    cache.encode('x'.repeat(600));
    assert.deepEqual(asked, ['used\n', 'x'.repeat(600), 'x'.repeat(600)]);
  });
});
