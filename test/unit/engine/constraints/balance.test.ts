import assert from 'node:assert/strict';
import { balance } from '../../../../src/engine/constraints/balance';
import { languageOf } from '../../../../src/text/language';
import type { Span } from '../../../../src/text/span';
import { accepts } from './accepts';
import { spoken } from '../../support/spoken';

/** `‹›` marks where the holes are; the text is what is left. */
function balanceIn(marked: string, fileName: string): ReturnType<typeof balance> {
  const spans: Span[] = [];
  let text = '';
  for (const part of marked.split('‹›')) {
    text += part;
    spans.push({ start: text.length, end: text.length });
  }
  spans.pop();
  return balance(text, spans, languageOf({ fileName }));
}

describe('balance with the text around', () => {
  const rows: readonly (readonly [string, string, string[], string[]])[] = [
    ['nothing asked for', 'a = ‹›;', ['', 'f(x)', '[{}]', '"("', "'\\'('"], ['(', ')', '"', 'f(]']],
    ['a bracket is not closed', 'f(‹›;\n', ['x)', ')', 'g(x))'], ['', 'x', 'x))', 'x]']],
    ['a bracket is not opened', 'if (a) ‹› b }', ['{', 'f() {'], ['', '(', '}']],
    ['one closed, another opened', 'if (a) {\n‹› b }', ['} else {', '\n'], ['}', 'else {']],
    ['both at once', 'f([‹›})', ['])({'], ['])', '({', '']],
    ['inside a string', "a = 'x‹›y'", ['(', 'z', "' + f(g) + '"], ["'", "(')", "' + f('"]],
    ['a string is not closed', 'f("a‹›);', ['"', ' b"'], ['', 'b', '" + "']],
    ['a string is not opened', 'f(‹› b");', ['"', 'g() + "'], ['', '""', 'g("']],
    ['brackets in comments do not count', '// (\nf(‹›)', ['x', '/* ( */', 'a // (\n'], ['(', 'x) // (']],
    ['up to the line end a comment may go', 'a‹›\n', [' // (', ''], [' /* a']],
    ['in a comment', '// a ‹›\nb', ['( b', '\nc(d)'], ['\nc(d']],
    ['a template string goes over lines', 'a = `\n‹›\n`', ['(', '\n"'], ['`', '`;']],
    ['a regular expression escapes', 'a‹›', ['/\\(/'], ['/\\((/']],
    ['more is missing than a hole repairs', 'f((((((((‹›', ['', 'g(x)'], [')', '))))))))']],
    ['a bracket too many stays', 'a)\nf(‹›', ['x)'], ['', 'x']],
  ]; // prettier-ignore
  for (const [what, marked, yes, no] of rows) {
    it(`${what}: ${JSON.stringify(marked)}`, () => {
      const automaton = balanceIn(marked, 'a.ts');
      assert.ok(automaton);
      for (const fill of yes) assert.ok(accepts(automaton, fill), `should accept ${fill}`);
      for (const fill of no) assert.ok(!accepts(automaton, fill), `should not accept ${fill}`);
    });
  }

  it('is one of all holes together, with the text between them', () => {
    const automaton = balanceIn('f(‹›, [1‹›);', 'a.ts');
    assert.ok(automaton);
    assert.ok(accepts(automaton, 'x', ']'));
    assert.ok(accepts(automaton, '{', '] }'));
    assert.ok(!accepts(automaton, '{', ']'));
    assert.ok(!accepts(automaton, 'x', ''));
  });

  it('knows comments and prose by the name of the file', () => {
    const python = balanceIn('a = (‹›)\n', 'a.py');
    assert.ok(python);
    assert.ok(accepts(python, '1 // 2'));
    assert.ok(accepts(python, '1 # (\n'));
    const prose = balanceIn('a ‹› b\n', 'a.md');
    assert.ok(prose);
    assert.ok(accepts(prose, "isn't # (so)"));
    assert.ok(!accepts(prose, "isn't ("));
  });

  it('says what is lacking', () => {
    assert.match(spoken(balanceIn('f([‹›', 'a.ts')?.demand), /which lacks “\]”, “\)”$/);
    assert.match(spoken(balanceIn('f(‹›)', 'a.ts')?.demand), /brackets and strings in the fill/);
  });

  it('reads no text that would take long', () => {
    assert.equal(balanceIn(`${'a'.repeat(300_001)}‹›`, 'a.ts'), undefined);
  });
});
