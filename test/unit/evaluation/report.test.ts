import assert from 'node:assert/strict';
import { seededRng } from '../../../src/base/rng';
import type { EvaluationCase } from '../../../src/evaluation/evaluationCase';
import {
  differenceFrom,
  parseReport,
  reportJson,
  type Report,
  type RunSettings,
} from '../../../src/evaluation/report';
import { sampleSheet } from '../../../src/evaluation/sampleSheet';
import { reportTables } from '../../../src/evaluation/table';
import { resultOf } from '../support/caseResults';

const entropy: RunSettings = {
  sampler: 'entropy',
  steps: 8,
  length: 'auto',
  others: { candidates: 1, temperature: 0, seed: 0, schedule: 'linear' },
};
const causal: RunSettings = { ...entropy, sampler: 'left-to-right', steps: 32 };
const report: Report = {
  model: { id: 'prime-tiny', sha256: 'c'.repeat(64) },
  device: 'cpu',
  casesSha256: 'd'.repeat(64),
  runs: [entropy, causal],
  results: [
    [
      resultOf({ id: 'a', exact: true, editSimilarity: 1 }),
      resultOf({ id: 'b', language: 'markdown', fill: 'x ``` y' }),
    ],
    [resultOf({ id: 'a' }), resultOf({ id: 'b', language: 'markdown', failure: 'No room.' })],
  ],
};
const cases: readonly EvaluationCase[] = ['a', 'b'].map((id) => ({
  id,
  language: 'typescript',
  fileName: 'main.ts',
  prefix: '1\n2\n3\n4\n5\nreturn ',
  middle: 'a + b',
  suffix: ';\n}\n',
}));

describe('a report', () => {
  it('comes back from its file as it was', () => {
    assert.deepEqual(parseReport(reportJson(report)), { ok: true, value: report });
  });

  it('has the sums of each run in its file', () => {
    const json = JSON.parse(reportJson(report)) as { runs: { summary: { all: object } }[] };
    assert.deepEqual(
      json.runs.map(({ summary }) => (summary.all as { exact: { mean: number } }).exact.mean),
      [0.5, 0],
    );
  });

  const broken: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['is not JSON', (text) => text.slice(0, 90), /not JSON/],
    ['is another document', () => '{"kind": "trace"}', /kind should be one of/],
    ['is of a later version', (t) => t.replace('"version": 1', '"version": 2'), /version/],
    ['lost a field', (t) => t.replace('"evaluations": 4', '"other": 4'), /evaluations is missing/],
    ['has a wrong type', (t) => t.replace('"exact": true', '"exact": 1'), /exact should be true/],
  ];
  for (const [what, change, expected] of broken) {
    it(`is refused if its file ${what}`, () => {
      const parsed = parseReport(change(reportJson(report)));
      assert.match(parsed.ok ? '' : parsed.failure, expected);
    });
  }

  it('is refused if a run has fewer results than another', () => {
    const [first, second] = report.results;
    const parsed = parseReport(reportJson({ ...report, results: [first!, second!.slice(1)] }));
    assert.match(parsed.ok ? '' : parsed.failure, /equally many/);
  });

  const others: readonly (readonly [Partial<Report>, RegExp])[] = [
    [{ model: { id: 'prime-tiny', sha256: 'e' } }, /another version of prime-tiny/],
    [{ model: { id: 'prime-small', sha256: 'e' } }, /the model prime-tiny, not prime-small/],
    [{ device: 'webgpu' }, /the device cpu, not webgpu/],
    [{ casesSha256: 'f' }, /other cases/],
    [{ runs: [entropy] }, /other settings/],
    [{ runs: [{ ...entropy, others: { ...entropy.others, seed: 1 } }, causal] }, /other settings/],
  ];
  for (const [now, expected] of others) {
    it(`does not go on with ${JSON.stringify(now).slice(0, 60)}`, () => {
      assert.match(differenceFrom(report, { ...report, ...now }) ?? '', expected);
    });
  }

  it('goes on with the same', () => {
    assert.equal(differenceFrom(report, { ...report }), undefined);
  });

  it('shows every run as a row and every language as another', () => {
    const tables = reportTables(report);
    assert.match(tables, /\| entropy \| 8 \| auto \| 2 \| 50\.0 ± 50\.0 % \|/);
    assert.match(tables, /\| left-to-right \| {2}\| auto \| 2 \(1 failed\) \|/);
    assert.match(tables, /\| markdown \| 1 \|/);
    assert.match(tables, /\| 1–4 \| 2 \|/);
  });
});

describe('the sample sheet', () => {
  it('shows holes, truth and fills, in fences that no fill can close', () => {
    const sheet = sampleSheet(report, cases, { count: 40, rng: seededRng(1) });
    assert.match(sheet, /^# 2 of 2 holes, filled by prime-tiny\n/);
    assert.ok(sheet.includes('3\n4\n5\nreturn ⟦a + b⟧;\n}\n'), sheet);
    assert.ok(!sheet.includes('\n2\n'), 'no more than a few lines around');
    assert.match(sheet, /\*\*entropy\*\*, 8 steps, length auto, exact/);
    assert.ok(sheet.includes('````\nx ``` y\n````'));
    assert.match(sheet, /\*\*left-to-right\*\*, length auto: no fill\. No room\./);
  });

  it('chooses by the seed, without taking one twice', () => {
    const many: Report = {
      ...report,
      runs: [entropy],
      results: [Array.from({ length: 50 }, (_, k) => resultOf({ id: `case ${k}` }))],
    };
    const named = Array.from({ length: 50 }, (_, k) => ({ ...cases[0]!, id: `case ${k}` }));
    const chosen = (seed: number): string[] =>
      [...sampleSheet(many, named, { count: 10, rng: seededRng(seed) }).matchAll(/^## .*$/gmu)].map(
        ([line]) => line,
      );
    assert.equal(new Set(chosen(3)).size, 10);
    assert.deepEqual(chosen(3), chosen(3));
    assert.notDeepEqual(chosen(3), chosen(4));
  });
});
