import assert from 'node:assert/strict';
import { previewCss, type PreviewPlace } from '../../../src/host/decorations/previewCss';
import { paintText, type Run } from '../../../src/playback';

const inFlow: PreviewPlace = { at: 'flow', shift: 0 };

describe('The CSS of a preview', () => {
  const hostile = '"; } body { display: none } /* \\';

  it('is one declaration list, whatever the text', () => {
    for (const at of ['flow', 'here', 'left', 'wrapped'] as const) {
      const css = previewCss(paintText(`${hostile}\n${hostile}`), { at, shift: 1 });
      const outside = css.replace(/"[^"]*"/g, '""');
      assert.doesNotMatch(outside, /[{}]|\/\*/);
      assert.equal(css.split('"').length, 3, 'one string and no more');
    }
  });

  it('gives each run its columns', () => {
    const run = (text: string, kind: Run['kind']): Run => ({ text, kind, digits: [], strength: 2 });
    const css = previewCss([[run('ab', 'settled'), run('漢', 'fixed'), run('c', 'draft')]], inFlow);
    assert.match(css, /settledForeground[^)]*\)\) 0ch 2ch/);
    assert.match(css, /--vscode-editor-foreground\) 2ch 4ch/);
    assert.match(css, /draftForeground, currentColor\) 72.5%, transparent\) 4ch 5ch/);
  });

  it('has a cell for each digit below a position that has not settled, by what is known of it', () => {
    const run: Run = { text: 'abc', kind: 'draft', digits: [true, false, false], strength: 2 };
    const images = /background-image: ([^;]*)/.exec(previewCss([[run]], inFlow))?.[1] ?? '';
    const [, known = '', masked = ''] = images.split(/, (?=linear-gradient)/);
    const cells = (image: string): number => image.match(/Foreground/g)?.length ?? 0;
    assert.deepEqual([cells(known), cells(masked)], [1, 2]);
    assert.match(known, /draftForeground, currentColor\) 0.15ch 0.95ch/);
    assert.match(masked, /maskForeground, currentColor\) 1.1ch 1.9ch/);
  });

  it('has no cells once all is settled', () => {
    assert.doesNotMatch(previewCss(paintText('done'), inFlow), /maskForeground|draftForeground/);
  });

  it('lays new text on a ground of its own, and repeated text on none', () => {
    const ground = /previewBackground[^)]*\) 0ch 1ch/;
    assert.match(previewCss(paintText('x'), inFlow), ground);
    assert.doesNotMatch(previewCss(paintText('x', 'fixed'), inFlow), ground);
  });

  it('is as high as its rows, and as far down as it is shifted', () => {
    const css = previewCss(paintText('a\nb\nc'), { at: 'left', shift: 2 });
    assert.match(css, /; height: 3lh; /);
    assert.match(css, /; top: 3lh; /);
  });
});
