import assert from 'node:assert/strict';
import { holeForms } from '../../../src/host/holes/holeForms';

const plain = { wildcards: false, instructions: false };

describe('Forms of a hole', () => {
  it('take the place of what is typed, and of a bracket closed behind it', () => {
    const forms = holeForms('<?>', { before: 'a = <?', after: '>;' }, plain);
    assert.deepEqual([forms?.before, forms?.after], [2, 1]);
    assert.equal(forms?.bare, '<?>');
    assert.deepEqual(forms.tokens, { label: '<?8>', snippet: '<?${1:8}>' });
    assert.deepEqual(forms.lines, { label: '<?3l>', snippet: '<?${1:3}l>' });
    assert.equal(holeForms('<?>', { before: 'a = <?', after: ';' }, plain)?.after, 0);
  });

  it('write signs that a snippet knows as what they are', () => {
    assert.deepEqual(holeForms('${?}', { before: 'x ${?', after: '' }, plain), {
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
      assert.equal(holeForms(marker, { before, after: '' }, plain), undefined));

  it('are none for what will be a type of the language', () => {
    const typed = (before: string): unknown =>
      holeForms('<?>', { before, after: '' }, { ...plain, wildcards: true })?.bare;
    assert.deepEqual([typed('List<?'), typed('a = <?')], [undefined, '<?>']);
  });

  it('are none where the marker begins something else of the language', () => {
    const begun = (marker: string, before: string): unknown =>
      holeForms(marker, { before, after: '' }, { ...plain, instructions: true })?.bare;
    assert.deepEqual([begun('<?>', 'a = <?'), begun('[*]', 'a = [*')], [undefined, '[*]']);
  });
});
