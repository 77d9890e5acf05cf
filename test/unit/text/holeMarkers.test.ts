import assert from 'node:assert/strict';
import { defaultMarker, findHoles } from '../../../src/text/holeMarkers';

describe('holes typed into a text', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['a = <?>;', defaultMarker, '4-7'],
    ['f(<?8>, <?3l>)', defaultMarker, '2-6 8 tokens, 8-13 3 lines'],
    ['no hole: < ?> <? > <?x> <?-1> <?12345>', defaultMarker, ''],
    ['<?php ?> <?>', defaultMarker, '9-12'],
    ['<?><?>', defaultMarker, '0-3, 3-6'],
    ['a ___ b __12_', '___', '2-5, 8-13 12 tokens'],
    ['x[*] x[*2]', '[*]', '1-4, 6-10 2 tokens'],
    ['é⟨⟩ ⟨4⟩', '⟨⟩', '1-3, 4-7 4 tokens'],
  ];
  for (const [text, marker, expected] of rows) {
    it(`are found in ${JSON.stringify(text)}`, () => {
      const words = findHoles(text, marker).map(({ span, length }) => {
        const place = `${span.start}-${span.end}`;
        if (length === undefined) return place;
        return length.kind === 'tokens'
          ? `${place} ${length.tokens} tokens`
          : `${place} ${length.lines} lines`;
      });
      assert.equal(words.join(', '), expected);
    });
  }
});
