import assert from 'node:assert/strict';
import { bucketOf, meanOf, quantile, summarise } from '../../../src/evaluation/summary';
import { resultOf } from '../support/caseResults';

describe('the sum of results', () => {
  it('has means with their standard errors', () => {
    assert.deepEqual(meanOf([]), { mean: 0, standardError: 0 });
    assert.deepEqual(meanOf([3]), { mean: 3, standardError: 0 });
    // s = √(((1−3)² + 0 + (5−3)²)/2) = 2, over √3
    const { mean, standardError } = meanOf([1, 3, 5]);
    assert.equal(mean, 3);
    assert.ok(Math.abs(standardError - 2 / Math.sqrt(3)) < 1e-12);
  });

  for (const [tokens, bucket] of [
    [1, '1–4'],
    [4, '1–4'],
    [5, '5–8'],
    [33, '33–64'],
    [64, '33–64'],
    [65, '65+'],
  ] as const) {
    it(`counts a hole of ${tokens} tokens among ${bucket}`, () => {
      assert.equal(bucketOf(tokens), bucket);
    });
  }

  it('has quantiles between two values by proportion', () => {
    assert.equal(quantile([], 0.5), 0);
    assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
    assert.ok(Math.abs(quantile([0, 10], 0.9) - 9) < 1e-12);
  });

  const results = [
    resultOf({ exact: true, editSimilarity: 1, middleTokens: 3, tokens: 3, fillMs: 10 }),
    resultOf({ language: 'markdown', editSimilarity: 0.5, middleTokens: 9, tokens: 8, fillMs: 30 }),
    resultOf({ failure: 'no', fill: '', middleTokens: 80, tokens: 0, fillMs: 0, evaluations: 0 }),
  ];

  it('counts a failure as wrong, and keeps it out of times and evaluations', () => {
    const { all } = summarise(results);
    assert.equal(all.cases, 3);
    assert.equal(all.failures, 1);
    assert.ok(Math.abs(all.exact.mean - 1 / 3) < 1e-12);
    assert.ok(Math.abs(all.editSimilarity.mean - 0.5) < 1e-12);
    assert.equal(all.lengthRight.mean, 0.5);
    assert.equal(all.evaluations.mean, 4);
    assert.equal(all.fillMs.median, 20);
  });

  it('is given by language and by length, short before long', () => {
    const { byLanguage, byLength } = summarise([...results].reverse());
    assert.deepEqual(Object.keys(byLength), ['1–4', '9–16', '65+']);
    assert.equal(byLanguage['typescript']?.cases, 2);
    assert.equal(byLanguage['markdown']?.exact.mean, 0);
  });

  it('measures bits a character over all characters that were scored', () => {
    const scored = [
      resultOf({ middleLogLikelihood: -Math.LN2 * 6, middleCharacters: 2 }),
      resultOf({ middleLogLikelihood: -Math.LN2 * 2, middleCharacters: 6 }),
      unscored(),
    ];
    assert.ok(Math.abs(summarise(scored).all.bitsPerCharacter - 1) < 1e-12);
  });

  it('measures the share of idle steps over all steps', () => {
    const steps = [resultOf({ steps: 10, idleSteps: 5 }), resultOf({ steps: 30, idleSteps: 5 })];
    assert.equal(summarise(steps).all.idleShare, 0.25);
  });
});

/** A middle too long to be scored. */
function unscored(): ReturnType<typeof resultOf> {
  const { middleLogLikelihood, ...rest } = resultOf({ middleCharacters: 1000 });
  assert.notEqual(middleLogLikelihood, undefined);
  return rest;
}
