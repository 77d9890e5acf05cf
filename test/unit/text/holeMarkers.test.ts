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
    ['version = 12😀', '😀', '12-14'], // no room for a length, and the digits are the text's own
    ['12👩‍👧 👩‍👧', '👩‍👧', '2-7, 8-13'],
    ['a👍?👍 ?3👍', '?👍', '3-6, 7-11 3 tokens'],
    ['List<?> a = <?>;', defaultMarker, '4-7, 12-15'],
  ];
  for (const [text, marker, expected] of rows) {
    it(`are found in ${JSON.stringify(text)}`, () => {
      const words = findHoles(text, marker, { wildcards: false }).holes.map(({ span, length }) => {
        const place = `${span.start}-${span.end}`;
        if (length === undefined) return place;
        return length.kind === 'tokens'
          ? `${place} ${length.tokens} tokens`
          : `${place} ${length.lines} lines`;
      });
      assert.equal(words.join(', '), expected);
    });
  }

  it('are no types of a language that writes List<?>, and those are counted', () => {
    const text = 'Class<?> a = <?>; Map<?, List<?>> b = f(<?2>); c<?3>';
    const { holes, wildcards } = findHoles(text, defaultMarker, { wildcards: true });
    assert.deepEqual(
      holes.map(({ span }) => text.slice(span.start, span.end)),
      ['<?>', '<?2>', '<?3>'],
    );
    assert.equal(holes[0]?.span.start, 13);
    assert.equal(wildcards, 2);
  });
});
