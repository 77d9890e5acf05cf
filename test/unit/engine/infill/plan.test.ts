import assert from 'node:assert/strict';
import { planFill, type Plan } from '../../../../src/engine/infill/plan';
import type { Span } from '../../../../src/text/span';
import { twoGraphManifest } from '../../support/manifests';
import { scriptedManifest, tokenizer } from '../../support/scriptedModel';

const manifest = scriptedManifest(twoGraphManifest());

/** `|` marks a cursor. */
function planOf(marked: string): Plan {
  const parts = marked.split('|');
  let at = 0;
  const spans: Span[] = parts.slice(0, -1).map((part) => {
    at += part.length;
    return { start: at, end: at };
  });
  const planned = planFill({ text: parts.join(''), fileName: 'f', spans }, manifest, tokenizer);
  assert.ok(planned.ok);
  return planned.value;
}

/** A token by its text, special ones by name, with its position. */
const told = ({ tokens, positions }: Plan): string[] =>
  [...tokens].map((token, i) => `${tokenizer.pieceText(token)} ${positions[i]}`);

describe('a plan in stream order', () => {
  it('of one hole runs on: header, suffix, prefix, hole', () => {
    const plan = planOf('a;(|);');
    assert.deepEqual(told(plan), [
      '<|file|> 0', 'f 1', '\n 2', '<|hole_0|> 3', ') 4', '; 5', '<|prefix|> 6', 'a 7', '; 8',
    ]); // prettier-ignore
    assert.equal(plan.holes[0]?.begin, 9); // where `(` is spelt again
  });

  it('leaves out the sentinel where nothing follows the only hole', () => {
    const plan = planOf('a;|');
    assert.deepEqual(told(plan), ['<|file|> 0', 'f 1', '\n 2', '<|prefix|> 3', 'a 4']);
    assert.equal(plan.holes[0]?.begin, 5);
  });

  it('leaves room for a hole after each segment but the last', () => {
    const plan = planOf('x|y;|z');
    const gap = manifest.limits.maxHole + 2;
    assert.deepEqual(told(plan), [
      '<|file|> 0', 'f 1', '\n 2', '<|hole_0|> 3', 'y 4',
      `<|hole_1|> ${5 + gap}`, `z ${6 + gap}`, `<|prefix|> ${7 + gap}`,
    ]); // prettier-ignore
    assert.deepEqual(
      plan.holes.map(({ begin }) => begin),
      [8 + gap, 5],
    );
  });

  const fragments: readonly (readonly [string, string])[] = [
    ['a the|;', ' the'],
    ['a(|)', '('],
    ['|a', ''],
    ['a\n|b', '\n'],
    ['a😀|b', '😀'], // never a part of a character
    ['e\u0301|', '\u0301'],
  ];
  for (const [marked, fragment] of fragments) {
    it(`spells ${JSON.stringify(fragment)} again in ${JSON.stringify(marked)}`, () => {
      const plan = planOf(marked);
      assert.equal(new TextDecoder().decode(plan.holes[0]!.fragment), fragment);
      const after = new TextDecoder().decode(tokenizer.bytes(plan.tokens));
      assert.ok(!after.includes('\ufffd'));
    });
  }
});
