import assert from 'node:assert/strict';
import { blockAround } from '../../../src/text/block';
import { languageOf } from '../../../src/text/language';

describe('The block around a cursor', () => {
  /** The cursor is `|`; what is expected stands in ⟦⟧, and nowhere where there is none. */
  const rows: readonly (readonly [name: string, language: string, marked: string])[] = [
    ['is what stands between braces', 'typescript', 'f() {\n  ⟦a();\n  b|();⟧\n}\n'],
    ['is the innermost', 'typescript', 'f() { ⟦if (a) { b } c|;⟧ }'],
    ['is that after one that is closed', 'typescript', 'f() { a } g() { ⟦b|⟧ }'],
    ['begins behind the brace', 'typescript', 'f() {|⟦a⟧}'],
    ['does not begin before it', 'typescript', 'f() |{a}'],
    ['is the cursor where nothing stands in it', 'typescript', 'f() {\n  ⟦|⟧\n}\n'],
    ['has none in a file that has none', 'typescript', 'a = |1;'],
    ['has none where it is not closed', 'typescript', 'f() { a|'],
    ['knows strings', 'typescript', 'f() { ⟦a("}", \'{\', `{`|)⟧ }'],
    ['knows comments', 'typescript', 'f() { ⟦// }\n a|; /* { */⟧ }'],
    ['knows comments of a shell’s kind', 'perl', 'sub f { ⟦a|; # }⟧\n}'],
    ['takes a lifetime for no string', 'rust', "fn f(x: &'a str) { ⟦x|⟧ }"],
    ['takes lifetimes for no strings', 'rust', "fn f<'a>(x: &'a str, y: &'a str) -> i32 { ⟦x|⟧ }"],
    ['is JSON’s too', 'json', '{"a": {⟦"b": "}"|⟧}}'],
    ['is the lines as deep', 'python', 'def f():\n    ⟦a = 1\n    b| = 2⟧\n\ndef g():\n    c\n'],
    ['holds what is deeper', 'python', 'def f():\n    ⟦if a|:\n        b\n\n    return c⟧\nd\n'],
    [
      'ends at what is less deep',
      'python',
      'def f():\n    if a:\n        ⟦b|\n        c⟧\n    d\n',
    ],
    ['has no blank lines at its ends', 'python', 'class A:\n\n  ⟦a\n  b⟧\n|\nc\n'],
    ['has none at no depth', 'python', 'a| = 1\ndef f():\n    b\n'],
    ['is the cursor where no line stands yet', 'python', 'def f():\n    ⟦|⟧\n'],
    ['measures tabs as Python does', 'python', 'if a:\n\t⟦b|\n        c⟧\n'],
    ['reads lines that end as on Windows', 'python', 'if a:\r\n    ⟦b|\r\n    c⟧\r\nd\r\n'],
    ['is YAML’s too', 'yaml', 'a:\n  ⟦b: 1|\n  c:\n    - d⟧\ne: 2\n'],
    ['is a paragraph', 'markdown', 'One.\n\n⟦Two,\nand| on.⟧\n\nThree.\n'],
    ['is an item without its mark', 'markdown', '- one\n- ⟦two|\n  and on⟧\n- three\n'],
    ['is a heading without its mark', 'markdown', '# ⟦Head|⟧\nText.\n'],
    ['stops at a heading', 'markdown', '# Head\n⟦Text|.⟧\n# Next\n'],
    ['stops at a fence', 'markdown', '⟦Text|.⟧\n```\ncode\n```\n'],
    ['has none in a blank line', 'markdown', 'One.\n\n|\n\nTwo.\n'],
  ];
  for (const [name, language, marked] of rows)
    it(`${name}: ${language}`, () => {
      const cursor = marked.replace(/[⟦⟧]/g, '').indexOf('|');
      const text = marked.replace(/[⟦⟧|]/g, '');
      const span = blockAround(text, cursor, languageOf({ language, fileName: 'a' }));
      const found = span && `${text.slice(0, span.start)}⟦${text.slice(span.start, span.end)}⟧${text.slice(span.end)}`; // prettier-ignore
      assert.equal(found, /⟦/.test(marked) ? marked.replace('|', '') : undefined);
    });
});
