import assert from 'node:assert/strict';
import fc from 'fast-check';
import { accepts } from '../../../../src/engine/constraints/accepts';
import { demandsOf } from '../../../../src/engine/infill/demands';
import { defaultFillSettings } from '../../../../src/settings/fillSettings';
import { lineEndOf, toDocumentLines, toPlainLines } from '../../../../src/text/lineEnd';
import { runFill, scriptedModel } from '../../support/scriptedModel';

describe('The line end of a document', () => {
  const rows: readonly (readonly [text: string, end: string])[] = [
    ['', '\n'],
    ['a', '\n'],
    ['a\nb\r\nc\n', '\n'],
    ['a\nb\r\nc\r\n', '\r\n'],
    ['a\r\nb\n', '\r\n'], // a draw: the first
    ['a\rb\rc', '\r'],
    ['a\rb\n\n', '\n'],
  ];
  for (const [text, end] of rows)
    it(`is ${JSON.stringify(end)} in ${JSON.stringify(text)}`, () =>
      assert.equal(lineEndOf(text), end));

  it('is what all lines of a text get, and no half of one', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\r\n') });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
        (some, end) => {
          const written = toDocumentLines(toPlainLines(some), end);
          assert.equal(written.replaceAll(end, '').search(/[\r\n]/), -1);
          assert.equal(toPlainLines(written), toPlainLines(some));
        },
      ),
    );
  });

  for (const end of ['\n', '\r\n', '\r'])
    it(`stays whole where clean-up cuts lines: ${JSON.stringify(end)}`, async () => {
      const lines = ['def f(x):', '    ', '    return x', ''];
      const text = lines.join(end);
      const at = text.indexOf(end) + end.length + 4;
      const spans = [{ start: at, end: at }];
      const { outcome } = await runFill(scriptedModel(['y = 1\n    return x']), { text, spans });
      assert.ok(outcome.kind === 'filled');
      assert.deepEqual(outcome.ranked[0]?.texts, ['y = 1']);
      const longer = await runFill(scriptedModel(['y = 1\nz = 2\n']), { text, spans });
      assert.ok(longer.outcome.kind === 'filled');
      assert.deepEqual(longer.outcome.ranked[0]?.texts, [`y = 1${end}z = 2`]);
    });

  it('decides nothing about what a fill is held to', () => {
    const texts: readonly string[] = [
      '    if x:\n    \n        return f(\n',
      '# a note (open\nitems = [1, 2]\ntotal = sum()\nprint(total)\n',
      'def f(x):\n\t\n\treturn x\n',
      '"open\n(\n)\n',
    ];
    const answers = ['y', '    y', 'y\n', 'y\n    z', '\ty', ')', '(', '(a)\n', '\n\n', ''];
    for (const text of texts)
      for (let at = 0; at <= text.length; at++)
        for (const answer of answers) {
          const held = (end: string): readonly boolean[] => {
            const settings = {
              ...defaultFillSettings,
              constraints: { ...defaultFillSettings.constraints, balance: true, indentation: true },
            };
            const spans = [{ start: at, end: at }];
            const written = text.replaceAll('\n', end);
            const demands = demandsOf({ text: written, fileName: 'a.py', spans, settings }, spans);
            assert.ok(demands.ok);
            const { asked, wished } = demands.value;
            return [...asked, ...wished].map((one) => accepts(one, [answer]));
          };
          assert.deepEqual(held('\r'), held('\n'), JSON.stringify({ text, at, answer }));
        }
  });

  it('is never half written by the model', async () => {
    const { outcome } = await runFill(scriptedModel(['a\r\nb\r']), {
      text: 'x = \n',
      spans: [{ start: 4, end: 4 }],
    });
    assert.ok(outcome.kind === 'filled');
    assert.deepEqual(outcome.ranked[0]?.texts, ['a\nb']);
  });
});
