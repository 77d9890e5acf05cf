import assert from 'node:assert/strict';
import { Copies } from '../../../../src/engine/infill/copies';
import { NgramCache } from '../../../../src/engine/infill/ngramCache';

const vocabulary = 64;
const special = 63;
const ordinary = new Uint8Array(vocabulary).fill(1, 0, special);
const alone = { begins: new Uint8Array(vocabulary), ends: new Uint8Array(vocabulary) };

function copiesOf(stream: readonly number[], elsewhere?: readonly number[]): Copies {
  const cache = elsewhere && new NgramCache([Int32Array.from(elsewhere)], alone);
  return new Copies(Int32Array.from(stream), cache, ordinary);
}

describe('What is copied as a draft', () => {
  const rows: readonly {
    readonly name: string;
    readonly stream: readonly number[];
    readonly elsewhere?: readonly number[];
    readonly written?: readonly number[];
    readonly expected: readonly number[];
  }[] = [
    { name: 'is nothing where nothing agrees', stream: [1, 2, 3], expected: [] },
    { name: 'is what followed the same token', stream: [7, 1, 2, 3, 9, 7], expected: [1, 2, 3] },
    {
      name: 'is what followed the longest agreement',
      stream: [5, 7, 1, 2, 3, 8, 7, 4, 4, 4, 5, 7],
      expected: [1, 2, 3, 8, 7, 4],
    },
    {
      name: 'is the last of those that agree as much',
      stream: [7, 1, 2, 3, 7, 4, 5, 6, 7],
      expected: [4, 5, 6],
    },
    {
      name: 'agrees with what has been written already',
      stream: [7, 1, 2, 3, 4, 9],
      written: [7, 1],
      expected: [2, 3, 4, 9, 7, 1],
    },
    {
      name: 'stands in what has been written, too',
      stream: [9],
      written: [7, 1, 2, 7],
      expected: [1, 2, 7],
    },
    {
      name: 'is of another text where that agrees more',
      stream: [7, 1, 2, 5, 7],
      elsewhere: [5, 7, 3, 4],
      expected: [3, 4],
    },
    {
      name: 'is of what the model sees where both agree as much',
      stream: [7, 1, 7],
      elsewhere: [7, 3],
      expected: [1, 7],
    },
    {
      name: 'ends before a token of which no text is made',
      stream: [7, 1, special, 2, 7],
      expected: [1],
    },
    { name: 'ends with the text that it stands in', stream: [7], elsewhere: [7, 3], expected: [3] },
  ];
  for (const { name, stream, elsewhere, written = [], expected } of rows)
    it(name, () => assert.deepEqual(copiesOf(stream, elsewhere).after(written), expected));

  it('is longer the more agrees, within a bound', () => {
    const text = Array.from({ length: 40 }, (_, token) => token);
    const lengths = [1, 2, 4, 12].map((agreeing) => {
      return copiesOf([...text, special, ...text.slice(0, agreeing)]).after([]).length;
    });
    assert.deepEqual(lengths, [3, 6, 12, 16]);
  });
});
