import assert from 'node:assert/strict';
import { parseCases } from '../../../src/evaluation/evaluationCase';

const good = { id: 'a', language: 'python', prefix: 'x = ', middle: '1', suffix: '\n' };

describe('a file of cases', () => {
  it('holds one case a line, with empty lines between them if it likes', () => {
    const text = `${JSON.stringify(good)}\n\n${JSON.stringify({ ...good, id: 'b' })}\n`;
    const parsed = parseCases(text);
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value, [
      { ...good, fileName: 'main.py' },
      { ...good, id: 'b', fileName: 'main.py' },
    ]);
  });

  for (const [language, fileName] of [
    ['typescript', 'main.ts'],
    ['javascript', 'main.js'],
    ['markdown', 'main.md'],
    ['klingon', 'main.txt'],
  ] as const) {
    it(`names a document in ${language} ${fileName}`, () => {
      const parsed = parseCases(JSON.stringify({ ...good, language }));
      assert.equal(parsed.ok && parsed.value[0]?.fileName, fileName);
    });
  }

  it('keeps the name that a case gives its document', () => {
    const parsed = parseCases(JSON.stringify({ ...good, fileName: 'setup.py' }));
    assert.equal(parsed.ok && parsed.value[0]?.fileName, 'setup.py');
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '\n', /There is no case in the file\. Write one a line/],
    ['no JSON', `${JSON.stringify(good)}\n{"id": `, /^Line 2 is no case: .*Correct or remove/],
    ['no object', '[1]', /^Line 1 is no case: it is not a JSON object/],
    ['a missing key', '{"id": "a"}', /^Line 1 is no case: language is missing/],
    ['a wrong type', JSON.stringify({ ...good, prefix: 3 }), /prefix should be a string/],
    ['an empty middle', JSON.stringify({ ...good, middle: '' }), /middle is empty/],
    [
      'an id used twice',
      `${JSON.stringify(good)}\n${JSON.stringify(good)}`,
      /^Lines 1 and 2 have the same id “a”\. Give each case an id of its own/,
    ],
  ];
  for (const [what, text, expected] of wrong) {
    it(`is refused with ${what}, by line and with what to do`, () => {
      const parsed = parseCases(text);
      assert.match(parsed.ok ? '' : parsed.failure, expected);
    });
  }
});
