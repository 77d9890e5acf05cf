import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterHeads, firstPart } from '../../../src/host/infill/firstPart';

describe('The first part of a fill', () => {
  const rows: readonly (readonly [string, 'word' | 'line' | 'hole', string])[] = [
    ['a + b', 'word', 'a'],
    [' + b', 'word', ' +'],
    ['toString()', 'word', 'toString'],
    ['());', 'word', '());'],
    ['übung_1$ x', 'word', 'übung_1$'],
    ['e\u0301t x', 'word', 'e\u0301t'],
    ['\n    return x', 'word', '\n    return'],
    ['last  \n', 'word', 'last  \n'],
    ['', 'word', ''],
    ['   ', 'word', '   '],
    ['a = 1\nb = 2', 'line', 'a = 1'],
    ['\n  b = 2\nc', 'line', '\n  b = 2'],
    ['one line', 'line', 'one line'],
    ['one line\n', 'line', 'one line\n'],
    ['a\nb', 'hole', 'a\nb'],
  ];
  for (const [text, part, head] of rows)
    it(`of ${JSON.stringify(text)} is, by ${part}, ${JSON.stringify(head)}`, () =>
      assert.equal(firstPart(text, part), head));

  it('and what follows it, again and again, are the whole', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom<'word' | 'line'>('word', 'line'),
        (text, part) => {
          const heads: string[] = [];
          for (let rest = text; rest !== ''; rest = rest.slice(heads.at(-1)!.length)) {
            heads.push(firstPart(rest, part));
            assert.notEqual(heads.at(-1), '');
          }
          assert.equal(heads.join(''), text);
        },
      ),
    );
  });
});

describe('Fills after a part of one was accepted', () => {
  const fill = (candidate: number, share: number, ...texts: string[]) => ({ candidate, share, texts, score: -1, tokens: 3 }); // prettier-ignore
  const ranked = [fill(0, 0.5, 'a + b', 'x'), fill(1, 0.3, 'c', 'x'), fill(2, 0.1, 'a - b', 'y')];

  it('are those that go on so, each with its rest and its share among them', () => {
    const left = afterHeads(ranked, ['a', undefined], ranked[0]);
    assert.deepEqual(left.map(({ candidate, texts }) => [candidate, ...texts]), [[0, ' + b', 'x'], [2, ' - b', 'y']]); // prettier-ignore
    assert.ok(Math.abs(left[0]!.share - 5 / 6) < 1e-12 && Math.abs(left[1]!.share - 1 / 6) < 1e-12);
  });

  it('open no hole again of which all has gone in', () => {
    const left = afterHeads([...ranked, fill(3, 0.1, 'd', 'xx')], [undefined, 'x'], ranked[0]);
    assert.deepEqual(left.map(({ candidate, texts }) => [candidate, ...texts]), [[0, 'a + b', ''], [1, 'c', '']]); // prettier-ignore
  });
});
