import assert from 'node:assert/strict';
import fc from 'fast-check';
import { grammarOf } from '../../../../src/engine/constraints/grammars';
import { SyntaxErrors } from '../../../../src/engine/constraints/syntaxErrors';
import type { Span } from '../../../../src/text/span';

/** `‹›` marks holes, `‹x›` one that held `x`. */
async function errorsIn(marked: string, fileName: string): Promise<SyntaxErrors> {
  const spans: Span[] = [];
  let text = '';
  for (const [, before = '', held] of marked.matchAll(/([^‹]*)(?:‹([^›]*)›)?/gu)) {
    text += before;
    if (held === undefined) continue;
    spans.push({ start: text.length, end: text.length + held.length });
    text += held;
  }
  const grammar = await grammarOf({ fileName });
  assert.ok(grammar, fileName);
  const errors = SyntaxErrors.of(text, spans, grammar);
  assert.ok(errors);
  return errors;
}

/** More errors than next to nothing leaves. */
function isBroken(errors: SyntaxErrors, texts: readonly string[]): boolean {
  return errors.with(texts) > errors.fewest;
}

describe('syntax errors', () => {
  const rows: readonly (readonly [string, string, string[], string[]])[] = [
    ['a.ts', 'const a = ‹›;\n', ['1', 'f(x)', 'y as T', '{ b: 1 }'], ['=', 'f(', '1 2', 'const b = 1', ')']],
    ['a.ts', 'if (a) {\n  ‹›\n}\n', ['b();', 'return;', 'for (const c of d) e(c);'], ['else', 'b(', '}', 'for (c']],
    ['a.ts', 'f(‹›)', ['1, 2', ''], ['1 2', '1;', 'const a']],
    ['a.ts', 'interface A {\n  b: ‹›;\n}\n', ['string', 'readonly string[]', '() => void'], ['string string', '{']],
    ['a.tsx', 'const a = <div>‹›</div>;\n', ['b', '{c}', '<br />'], ['<b>', '{']],
    ['a.js', 'const a = <div>‹›</div>;\n', ['b', '{c}'], ['<b>']],
    ['a.py', 'def f(a):\n    ‹›\n    return b\n', ['b = a', 'if a:\n        b = 1', 'pass'], ['b = = a', 'if a', 'for b i a:', 'return (']],
    ['a.py', 'if a:\n    b()\n‹›\n    c()\n', ['else:', 'elif d:', 'for e in f:'], ['else', 'else: :', 'for e f:']],
    ['a.py', 'x = [‹› for a in b]\n', ['a', 'f(a)'], ['a a', 'a =']],
    ['A.java', 'class A {\n  int f() { return ‹›; }\n}\n', ['1', 'g(2) + 1'], ['int', '1 2', 'g(']],
    ['a.cpp', 'int f() { return ‹›; }\n', ['1', 'g(2)'], ['int', '1 2', 'g(']],
    ['a.rs', 'fn f() -> u8 { let a = ‹›; a }\n', ['1', 'g(2)?', 'vec![1]'], ['let', '1 2', 'g(']],
    ['a.go', 'package a\nfunc f() int { return ‹› }\n', ['1', 'g(2)'], ['var', '1 2', 'g(']],
    ['a.php', '<?php\n$a = ‹›;\n', ['1', '$b->c()'], ['$b $c', 'f(']],
    ['a.json', '{ "a": ‹› }\n', ['1', '[true]', '{ "b": null }'], ['x y', '[', '1,']],
    ['a.css', 'a { ‹› }\n', ['color: red', 'margin: 0;'], ['{', 'color: }']],
  ]; // prettier-ignore
  for (const [fileName, marked, yes, no] of rows)
    it(`${fileName}: ${JSON.stringify(marked)}`, async () => {
      const errors = await errorsIn(marked, fileName);
      for (const fill of yes) assert.ok(!isBroken(errors, [fill]), `takes ${fill}`);
      for (const fill of no) assert.ok(isBroken(errors, [fill]), `is broken by ${fill}`);
    });

  it('leaves out of account what is broken elsewhere, before and after', async () => {
    const errors = await errorsIn(
      'const = 1;\nlet b;\nconst a = ‹›;\nlet c;\nfunction (((\n',
      'a.ts',
    );
    assert.ok(!isBroken(errors, ['1']));
    assert.ok(isBroken(errors, ['1 2']));
  });

  it('are those of all holes together', async () => {
    const errors = await errorsIn('f(‹›, g(‹›));\n', 'a.ts');
    assert.ok(!isBroken(errors, ['x', 'y']));
    assert.ok(!isBroken(errors, ['(x', '), y']));
    assert.ok(isBroken(errors, ['(x', 'y']));
  });

  it('are counted alike whether or not the rest of a long text is parsed again', async () => {
    const lines = (name: string): string =>
      Array.from({ length: 60 }, (_, i) => `function ${name}${i}(a) {\n  return [a, (${i})];\n}\n`).join(''); // prettier-ignore
    const before = lines('b');
    const after = lines('c');
    const long = await errorsIn(`${before}const a = ‹›;\n${after}`, 'a.ts');
    const short = await errorsIn('const a = ‹›;\n', 'a.ts');
    const parts = ['1', 'x', '+', ' ', 'f(', ')', '[2]', '\n', ';', '"s"', 'if (y)', '{}'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 6 }), (chosen) => {
        const fill = chosen.join('');
        // An open bracket goes on into what follows, which differs.
        fc.pre(balanced(fill));
        assert.equal(isBroken(long, [fill]), isBroken(short, [fill]), fill);
      }),
      { numRuns: 500 },
    );
  });

  it('are not counted in a text too long to be parsed for every fill', async () => {
    const grammar = await grammarOf({ fileName: 'a.ts' });
    assert.ok(grammar);
    assert.equal(SyntaxErrors.of('a;'.repeat(200_000), [{ start: 0, end: 0 }], grammar), undefined);
  });

  it('are known by language before the name, and not at all where there is no grammar', async () => {
    assert.equal(await grammarOf({ language: 'python', fileName: 'a.ts' }), await grammarOf({ fileName: 'b.py' })); // prettier-ignore
    assert.equal(await grammarOf({ language: 'markdown', fileName: 'a.ts' }), undefined);
    assert.equal(await grammarOf({ fileName: 'notes.txt' }), undefined);
  });
});

function balanced(text: string): boolean {
  const depth = (open: string, close: string): number =>
    text.split(open).length - text.split(close).length;
  return depth('(', ')') === 0 && depth('{', '}') === 0;
}
