import assert from 'node:assert/strict';
import { firstLeft } from '../../../src/host/infill/firstLeft';

describe('The first position that is left of a hole', () => {
  const rows: readonly (readonly [name: string, texts: readonly string[], whole: string, rest: string, first: number])[] = [
    ['is the first before anything was accepted', ['a', 'b'], 'ab', 'ab', 0],
    ['is behind what was accepted', ['a', 'b', 'c'], 'abc', 'bc', 1],
    ['is the one of which a part was accepted', ['ab', 'cd', 'e'], 'abcde', 'de', 1],
    ['is none where nothing is left', ['a', 'b'], 'ab', '', 2],
    ['counts from where the fill begins in its tokens', [' ', 'a', 'b'], 'ab', 'b', 2],
    ['passes over tokens that are nothing', ['a', '', 'b'], 'ab', 'b', 2],
    ['knows line ends as the fill has them', ['a\r\n', 'b'], 'a\nb', 'b', 1],
    ['is still found where clean-up cut the end', ['a', 'b', ' '], 'ab', 'b', 1],
  ]; // prettier-ignore
  for (const [name, texts, whole, rest, first] of rows)
    it(name, () => {
      const positions = texts.map((text) => ({ text }));
      assert.equal(firstLeft(positions, whole, rest), first);
    });
});
