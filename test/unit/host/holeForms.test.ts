import assert from 'node:assert/strict';
import { holeForms } from '../../../src/host/holes/holeForms';

describe('Forms of a hole', () => {
  it('take the place of what is typed, and of a bracket closed behind it', () => {
    const forms = holeForms('<?>', 'a = <?', '>;');
    assert.deepEqual([forms?.before, forms?.after], [2, 1]);
    assert.equal(forms?.bare, '<?>');
    assert.deepEqual(forms.tokens, { label: '<?8>', snippet: '<?${1:8}>' });
    assert.deepEqual(forms.lines, { label: '<?3l>', snippet: '<?${1:3}l>' });
    assert.equal(holeForms('<?>', 'a = <?', ';')?.after, 0);
  });

  it('write signs that a snippet knows as what they are', () => {
    assert.deepEqual(holeForms('${?}', 'x ${?', ''), {
      before: 3,
      after: 0,
      bare: '\\${?\\}',
      tokens: { label: '${?8}', snippet: '\\${?${1:8}\\}' },
      lines: { label: '${?3l}', snippet: '\\${?${1:3}l\\}' },
    });
  });

  for (const [marker, before] of [
    ['<?>', 'a < b ?'],
    ['<?>', '<?>'],
    ['😀', '😀'],
    ['', 'a'],
  ] as const)
    it(`are none for ${marker} behind ${before}`, () =>
      assert.equal(holeForms(marker, before, ''), undefined));
});
