import assert from 'node:assert/strict';
import { fillBlock } from '../../../scripts/evaluation/block';

describe('a measured block of a page', () => {
  const page = 'Before.\n\n<!-- measured: a -->\nold\n<!-- end: a -->\n\nAfter.\n';

  it('takes the place of what was measured before, and leaves the rest', () => {
    const filled = fillBlock(page, { name: 'a', text: '| $& |\n' });
    assert.equal(
      filled,
      'Before.\n\n<!-- measured: a -->\n\n| $& |\n\n<!-- end: a -->\n\nAfter.\n',
    );
    assert.equal(fillBlock(filled, { name: 'a', text: '| $& |\n' }), filled);
  });

  it('comes at the end of a page that has no place for it, and stays in it', () => {
    const once = fillBlock(page, { name: 'b', text: 'new' });
    assert.ok(once.startsWith(page.trimEnd()));
    assert.match(once, /## b\n\n<!-- measured: b -->\n\nnew\n\n<!-- end: b -->\n$/);
    assert.equal(fillBlock(once, { name: 'b', text: 'new' }), once);
  });

  for (const broken of [
    '<!-- end: a -->',
    '<!-- measured: a -->',
    '<!-- end: a --><!-- measured: a -->',
  ]) {
    it(`refuses a page with ${broken} alone`, () => {
      assert.throws(() => fillBlock(broken, { name: 'a', text: '' }), /not both marks of a/);
    });
  }
});
