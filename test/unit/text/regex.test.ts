import assert from 'node:assert/strict';
import fc from 'fast-check';
import { regex } from '../../../src/text/regex/regex';
import { accepts } from '../engine/constraints/accepts';
import { spoken } from '../support/spoken';

describe('a regular expression', () => {
  const sources = [
    'a', '', 'a|b', 'ab*', '(ab)*', '(?:a|b)+c?', 'a{2}', 'a{1,3}b', 'a{2,}', '[ab]c', '[^ab]', '[a-c]+',
    '.', '\\d+', '\\w*', '\\s', '\\D', '\\W\\S', '^ab$', '(a*)*b', '(a|ab)(c|bcd)?', '[\\d_-]+', 'é+', '[à-ü]', '[^é]',
    '\\u00e9', '\\x41', '\\u{1f600}', '😀?', 'a||b', '()', '(a{0,2}b){1,2}', '\\.', '\\n', '[\\]]', '(a?){3}', '[^]',
  ]; // prettier-ignore
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', 'A', '1', '_', ' ', '\n', 'é', '😀', '.', ']', '-'),
    maxLength: 6,
  });
  for (const source of sources) {
    it(`/${source}/ matches what JavaScript's does`, () => {
      const made = regex(source);
      assert.ok(made.ok, made.ok ? '' : spoken(made.failure));
      const reference = new RegExp(`^(?:${source})$`, 'u');
      fc.assert(
        fc.property(text, (tried) => {
          assert.equal(accepts(made.value, tried), reference.test(tried));
        }),
        { numRuns: 200 },
      );
    });
  }

  it('must match every hole', () => {
    const made = regex('a+');
    assert.ok(made.ok && accepts(made.value, 'a', 'aa') && !accepts(made.value, 'a', ''));
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['a(?=b)', /look-around.*not supported: use \(…\)/],
    ['(?<n>a)', /named groups/],
    ['(a)\\1', /“\\1” refers back/],
    ['\\bword', /“\\b” is not supported/],
    ['\\p{L}', /“\\p” is not supported/],
    ['a*?', /changes nothing here: leave it out/],
    ['a**', /a repetition follows another/],
    ['*a', /“\*” repeats nothing/],
    ['(a', /a “\(” is not closed/],
    ['a)', /closes nothing/],
    ['[a', /it ends in the middle/],
    ['a\\', /it ends in the middle/],
    ['a^b', /“\^” may stand only at the end it means/],
    ['a$b', /“\$” may stand only/],
    ['a{x}', /must begin a repetition such as \{2\}/],
    ['a{3,1}', /the first number is the larger/],
    ['a{999}', /more than 256 times/],
    ['[z-a]', /a range must go upwards/],
    ['[a-\\d]', /from one character to another/],
    ['\\u12', /as in \\u0041/],
    ['\\ud800', /is no character/],
    ['((a{99}){99}){99}', /is too large to follow/],
    ['(a|b)*a(a|b){12}', /is too large to follow/],
  ];
  for (const [source, expected] of refused) {
    it(`/${source}/ is refused with a reason`, () => {
      const made = regex(source);
      assert.ok(!made.ok);
      assert.match(spoken(made.failure), expected);
    });
  }
});
