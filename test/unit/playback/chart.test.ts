import assert from 'node:assert/strict';
import {
  allFrames,
  chartsOf,
  frameAt,
  layOutChart,
  summariseStep,
  valuesAt,
  xOfFrame,
  type Chart,
} from '../../../src/playback';
import { niceTicks } from '../../../src/playback/chartLayout';
import { makeTrace } from '../support/traces';

function chart(
  parts: Partial<Chart>,
  ...values: readonly (readonly (number | undefined)[])[]
): Chart {
  return {
    title: 'A',
    unit: 'b',
    kind: 'line',
    scale: 'linear',
    most: undefined,
    decimals: 1,
    series: values.map((row, index) => ({
      name: `s${index}`,
      tone: 'known',
      values: row,
      dashed: false,
    })),
    ...parts,
  };
}

/** A plot of 100 × 100 pixels whose corner is at (38, 5). */
function layOut(wanted: Chart): ReturnType<typeof layOutChart> {
  return layOutChart(wanted, 154, 121);
}

describe('The ticks of an axis', () => {
  const rows: readonly [most: number, parts: number, ticks: readonly number[]][] = [
    [1, 2, [0, 0.5, 1]],
    [3, 2, [0, 2, 4]],
    [5.53, 2, [0, 5, 10]],
    [10, 2, [0, 5, 10]],
    [128.6, 2, [0, 100, 200]],
    [0.03, 2, [0, 0.02, 0.04]],
    [63, 7, [0, 10, 20, 30, 40, 50, 60, 70]],
    [1000, 4, [0, 500, 1000]],
  ];
  for (const [most, parts, ticks] of rows)
    it(`up to ${most} in ${parts} are round`, () =>
      assert.deepEqual(niceTicks(most, parts), ticks));
});

describe('A chart', () => {
  const paths: readonly [string, Chart, readonly string[]][] = [
    [
      'of lines has a point behind each step',
      chart({ most: 1 }, [0, 0.5, 1, 1]),
      ['M63 105L88 55L113 5L138 5'],
    ],
    [
      'leaves out what has no value',
      chart({ most: 1 }, [0, 1, undefined, 1]),
      ['M63 105L88 5M138 5h0'],
    ],
    [
      'of bars begins each at the bottom',
      chart({ kind: 'bars' }, [1, 2]),
      ['M39 105V55h49V105zM89 105V5h49V105z'],
    ],
    ['piles bars up', chart({ kind: 'bars' }, [1], [1]), ['M39 105V55h99V105z', 'M39 55V5h99V55z']],
    ['draws no bar for nothing', chart({ kind: 'bars' }, [0, undefined]), ['']],
    ['of no step is empty', chart({}, []), ['']],
    ['keeps what is above its axis on it', chart({ most: 1 }, [7]), ['M138 5h0']],
    [
      'takes logarithms where values are far apart',
      chart({ scale: 'logarithmic' }, [1, 10, 100]),
      ['M71.33 105L104.67 55L138 5'],
    ],
  ];
  for (const [what, wanted, expected] of paths)
    it(what, () =>
      assert.deepEqual(
        layOut(wanted).paths.map(({ d }) => d),
        expected,
      ),
    );

  it('has ticks with short names, and none behind its last step', () => {
    const { xTicks, yTicks } = layOut(
      chart(
        {},
        Array.from({ length: 63 }, () => 1500),
      ),
    );
    assert.deepEqual(xTicks, [
      { at: 38, label: '0' },
      { at: 38 + 5000 / 63, label: '50' },
    ]);
    assert.deepEqual(
      yTicks.map(({ label }) => label),
      ['0', '1k', '2k'],
    );
    const decades = layOut(chart({ scale: 'logarithmic' }, [4096])).yTicks;
    assert.deepEqual(
      decades.map(({ label }) => label),
      ['1', '100', '10k'],
    );
  });

  it('tells which frame lies under a point, and where a frame lies', () => {
    const layout = layOut(chart({}, [1, 1, 1, 1]));
    for (const [x, frame] of [
      [-5, 0],
      [38, 0],
      [50, 0],
      [51, 1],
      [100, 2],
      [138, 4],
      [900, 4],
    ] as const)
      assert.equal(frameAt(layout, x), frame, `${x}`);
    for (const frame of [0, 1, 4])
      assert.equal(frameAt(layout, xOfFrame(layout.plot, 4, frame)), frame);
  });

  it('says its values in words', () => {
    const two = chart({}, [1, undefined], [2.25, 3]);
    assert.deepEqual(
      [0, 1, 2].map((step) => valuesAt(two, step)),
      ['s0 1.0, s1 2.3', 's1 3.0', ''],
    );
    assert.equal(valuesAt(chart({ decimals: 0 }, [4]), 0), '4');
  });
});

describe('The charts of a run', () => {
  it('have what painting took once that is known of a step, on top of the others', () => {
    const { header, steps } = makeTrace();
    const [, ...frames] = allFrames(header, steps);
    const summaries = steps.map((step, index) => summariseStep(step, frames[index]!, { candidate: 0, base: 4 })); // prettier-ignore
    const shown = (of: typeof summaries): string => valuesAt(chartsOf(of).at(-1)!, 0);
    assert.equal(shown(summaries), 'model 4.0, sampling 1.0');
    const painted = summaries.map((summary, index) => (index === 0 ? { ...summary, paintMs: 2 } : summary)); // prettier-ignore
    assert.equal(shown(painted), 'model 4.0, sampling 1.0, paint 2.0');
    assert.equal(valuesAt(chartsOf(painted).at(-1)!, 1), 'model 4.0, sampling 1.0');
  });

  it('tell digits, bits, confidence, entropy, what is possible and milliseconds', () => {
    const { header, steps } = makeTrace();
    const frames = allFrames(header, steps);
    const charts = chartsOf(
      steps.map((step, index) =>
        summariseStep(step, frames[index + 1]!, { candidate: 0, base: 4 }),
      ),
    );
    assert.deepEqual(
      charts.map((each) => [`${each.title}, ${each.unit}`, valuesAt(each, 0)]),
      [
        ['Digits, a step', 'revealed 1, hidden 0'],
        ['Known, bit', '2'],
        ['Confidence, p', 'mean 0.60, least 0.60'],
        ['Entropy, nat a token', '0.75'],
        ['Possible, tokens', '9'],
        ['Time, ms', 'model 4.0, sampling 1.0'],
      ],
    );
    assert.equal(charts[1]?.most, 8);
  });

  it('are empty, not broken, before the first step', () => {
    for (const each of chartsOf([])) assert.doesNotMatch(JSON.stringify(layOut(each)), /null/u);
  });
});
