import assert from 'node:assert/strict';
import fc from 'fast-check';
import { accepts } from '../../../../src/engine/constraints/accepts';
import { forbidden } from '../../../../src/engine/constraints/forbidden';
import { regex } from '../../../../src/text/regex/regex';
import { required } from '../../../../src/engine/constraints/required';
import type { Automaton } from '../../../../src/text/automaton';
import { cleanFills } from '../../../../src/engine/infill/cleanFills';
import type { FinishedFill } from '../../../../src/engine/infill/rank';

function finished(...texts: readonly string[]): FinishedFill {
  return {
    candidate: 0,
    texts,
    lengthProbability: 1,
    logProbability: 0,
    leftToRight: 0,
    tokens: 1,
  };
}

function expression(pattern: string): Automaton {
  const made = regex(pattern);
  assert.ok(made.ok);
  return made.value;
}

/** The texts of a fill of `marked`, whose holes are ⟦⟧, after clean-up. */
function cleaned(
  marked: string,
  texts: readonly string[],
  asked: readonly Automaton[],
  wished: readonly Automaton[] = [],
): readonly string[] | undefined {
  const spans = [...marked.matchAll(/⟦⟧/g)].map(({ index }, k) => ({
    start: index - 2 * k,
    end: index - 2 * k,
  }));
  const text = marked.replaceAll('⟦⟧', '');
  return cleanFills([finished(...texts)], { text, spans, demands: { asked, wished } })[0]?.texts;
}

describe('Clean-up', () => {
  const line = 'let a = ⟦⟧;\nlet b = 3;\n';

  it('cuts what repeats the text after it', () =>
    assert.deepEqual(cleaned(line, ['1;'], []), ['1']));

  it('leaves an expression that was asked for whole', () =>
    assert.deepEqual(cleaned(line, ['1;'], [expression('1;')]), ['1;']));

  it('leaves a text that was required', () =>
    assert.deepEqual(cleaned(line, ['1;'], [required(';')]), ['1;']));

  it('leaves what balance around asked for, if the fill had it', () =>
    assert.deepEqual(cleaned(line, ['1;'], [], [required(';')]), ['1;']));

  it('gives up what was wished where the fill had it not', () =>
    assert.deepEqual(cleaned(line, ['1;'], [], [required('?')]), ['1']));

  it('cuts no further than allowed, hole by hole', () =>
    assert.deepEqual(
      cleaned('a = ⟦⟧;\nb = ⟦⟧;\n', ['1;', '2;'], [expression('1|1;|2;')]),
      ['1;', '2;'].map((text, hole) => (hole === 0 ? '1' : text)),
    ));

  it('drops a fill that does not hold what was asked', () =>
    assert.equal(cleaned(line, ['1'], [required(';')]), undefined));

  it('answers nothing that breaks what the fill was held to', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ';', ')', '(', '\n', ' ', 'b') });
    const after = fc.string({ unit: fc.constantFrom('a', ';', ')', '\n', ' ') });
    const demand = fc.constantFrom(
      required(';'),
      required('a\n'),
      required(' '),
      forbidden('ba'),
      forbidden('a;'),
      expression('[ab;() \\n]*;'),
      expression('a.*'),
    );
    let kept = 0;
    fc.assert(
      fc.property(text, after, fc.array(demand, { maxLength: 2 }), (fill, rest, asked) => {
        const [answer] = cleaned(`x = ⟦⟧${rest}`, [fill], asked) ?? [];
        if (answer === undefined) {
          assert.ok(asked.some((one) => !accepts(one, [fill])));
          return;
        }
        kept++;
        assert.ok(
          asked.every((one) => accepts(one, [answer])),
          JSON.stringify([fill, answer]),
        );
      }),
      { numRuns: 2000 },
    );
    assert.ok(kept > 200);
  });
});
