import assert from 'node:assert/strict';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import {
  changedSettings,
  chartsSvg,
  expectedIdleRatio,
  filmFrames,
  mapSvg,
  paperColours,
  statisticsCsv,
} from '../../../src/playback';
import type { FillSettings } from '../../../src/protocol/engineTypes';
import { change, makeHeader, makeStep, makeTrace, view } from '../support/traces';

describe('The statistics of a run as CSV', () => {
  const lines = statisticsCsv(makeTrace()).split('\r\n');

  it('have a line a step below the names', () => {
    assert.equal(lines.length, 5);
    assert.equal(lines[4], '');
    assert.equal(
      lines[0],
      'candidate,step,time,work,revealed_digits,hidden_digits,drafted_tokens,verified_tokens,settled_tokens,masked_digits,known_bits,' +
        'mean_confidence,least_confidence,mean_entropy_nats,possible_tokens,model_ms,sampling_ms',
    );
    assert.match(lines[1] ?? '', /^1,1,0\.5,forward,1,0,0,0,0,3,2,0\.6,0\.6,0\.75,9\.\d+,4,1$/u);
    assert.match(lines[2] ?? '', /^1,2,0\.5,idle,0,/u);
    assert.equal(lines[3], '1,3,0,forward,1,0,0,0,1,2,4,,,0,,4,1');
  });

  it('have all candidates', () => {
    const two = statisticsCsv(makeTrace({ header: makeHeader([[2], [3]]) }));
    assert.deepEqual(
      two.split('\r\n').map((line) => line.split(',').slice(0, 2).join()),
      ['candidate,step', '1,1', '1,2', '1,3', '2,1', '2,2', '2,3', ''],
    );
  });

  it('of no step are the names alone', () => {
    assert.equal(statisticsCsv(makeTrace({ steps: [] })), `${lines[0]}\r\n`);
  });
});

describe('The charts of a run as SVG', () => {
  it('are a picture with all charts, in which no name is markup', () => {
    const header = makeHeader();
    const name = '<script>alert("1")</script>\u0001 & co';
    const trace = makeTrace({ header: { ...header, model: { ...header.model, name } } });
    const svg = chartsSvg(trace, { candidate: 0 });
    assert.ok(svg.includes('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\ufffd &amp; co'));
    assert.doesNotMatch(svg, /<script|NaN|undefined|Infinity/u);
    assert.equal(svg.match(/<g transform="translate\(0 22\)">/gu)?.length, 6);
    const opened = svg.match(/<[a-z]/gu)?.length;
    assert.equal(opened, (svg.match(/<\//gu)?.length ?? 0) + (svg.match(/\/>/gu)?.length ?? 0));
  });

  it('stand for a run without steps, too', () => {
    assert.doesNotMatch(
      chartsSvg(makeTrace({ steps: [] }), { candidate: 0 }),
      /NaN|undefined|Infinity/u,
    );
  });
});

describe('A plot as SVG', () => {
  it('is one chart, if it is asked for by its title', () => {
    const svg = chartsSvg(makeTrace(), { candidate: 0 }, 'Entropy');
    assert.equal(svg.match(/<g transform="translate\(0 22\)">/gu)?.length, 1);
    assert.match(svg, /Entropy/u);
    assert.doesNotMatch(svg, /Confidence|NaN|undefined/u);
  });

  it('is the map: a line a digit, thin while it is masked and thick once it is known', () => {
    const rects = [
      ...mapSvg(makeTrace(), { candidate: 0 }).matchAll(
        /<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="([\d.]+)" fill="(#\w+)"/gu,
      ),
    ].map(([, x, width, height, fill]) => [Number(x), Number(width), Number(height), fill]);
    // Four frames in 720 pixels, behind a gutter that ends at 130; two digits a row of 12 pixels.
    assert.deepEqual(rects, [
      [130, 180, 1, '#cccccc'],
      [310, 180, 5, '#0072b2'], // fresh
      [490, 180, 5, '#5b2d9b'],
      [670, 180, 5, '#0072b2'],
      [130, 540, 1, '#cccccc'],
      [670, 180, 5, '#0072b2'],
      [130, 720, 1, '#cccccc'],
      [130, 720, 1, '#cccccc'],
    ]);
  });

  it('is in the colours that are asked for, and in no others', () => {
    const names = Object.keys(paperColours);
    const colours = Object.fromEntries(
      names.map((name, index) => [name, `#0000${index + 10}`]),
    ) as typeof paperColours;
    const options = { candidate: 0, colours };
    for (const svg of [mapSvg(makeTrace(), options), chartsSvg(makeTrace(), options)]) {
      const used = new Set(svg.match(/#[\da-f]+\b/gu));
      assert.ok(used.has(colours.ground) && used.has(colours.known));
      assert.deepEqual(
        [...used].filter((colour) => !Object.values(colours).includes(colour)),
        [],
      );
    }
  });

  it('has no markup of a token, and stands for a run without steps', () => {
    const steps = [makeStep({ views: [view(0, 1, { 5: 1 }, { 5: '<b>&"' })] })];
    assert.match(mapSvg(makeTrace({ steps }), { candidate: 0 }), /&lt;b&gt;&amp;&quot;/u);
    assert.doesNotMatch(
      mapSvg(makeTrace({ steps: [] }), { candidate: 0 }),
      /NaN|undefined|Infinity/u,
    );
  });
});

describe('The pictures of a film', () => {
  const busy = (count: number): ReturnType<typeof makeStep>[] =>
    Array.from({ length: count }, (_, index) => makeStep({ index, reveals: [change(0, 0)] }));
  const rows: readonly [string, ReturnType<typeof makeStep>[], number, readonly number[]][] = [
    [
      'are the canvas and each step that changed something',
      makeTrace().steps.slice(),
      9,
      [0, 1, 3],
    ],
    ['are the canvas alone of a run without steps', [], 9, [0]],
    ['are all, where they are as many as may be', busy(3), 4, [0, 1, 2, 3]],
    ['are evenly thinned out, with the first and the last', busy(100), 5, [0, 25, 50, 75, 100]],
  ];
  for (const [title, steps, most, expected] of rows)
    it(title, () => assert.deepEqual(filmFrames(steps, most), expected));
});

describe('What a setting changed', () => {
  it('is told against the engine’s own defaults', () => {
    assert.deepEqual(defaultFillSettings, defaultFillSettings);
    assert.deepEqual(changedSettings(defaultFillSettings), []);
  });

  const rows: readonly [Partial<FillSettings>, string][] = [
    [{ steps: 64 }, 'steps 64 (32)'],
    [{ length: { kind: 'tokens', tokens: 12 } }, 'length 12 (auto)'],
    [{ length: { kind: 'lines', lines: 3 } }, 'length 3l (auto)'],
    [{ keepSettled: false }, 'keepSettled false (true)'],
    [{ temperature: 0.7, seed: 3 }, 'seed 3 (0), temperature 0.7 (0)'],
    [
      { constraints: { ...defaultFillSettings.constraints, forbid: ['a', 'b'], match: '\\d+' } },
      'forbid ["a","b"] ([]), match \\d+ ()',
    ],
  ];
  for (const [changed, expected] of rows)
    it(`is named with its value and its default: ${expected}`, () => {
      const found = changedSettings({ ...defaultFillSettings, ...changed });
      assert.equal(
        found.map(({ name, value, standard }) => `${name} ${value} (${standard})`).join(', '),
        expected,
      );
    });
});

describe('The share of idle steps', () => {
  it('is expected where a law says it', () => {
    const ancestral: FillSettings = { ...defaultFillSettings, sampler: 'ancestral', steps: 4 };
    assert.equal(expectedIdleRatio(ancestral, 2), 0.5625);
    assert.equal(expectedIdleRatio({ ...ancestral, steps: 1 }, 2), 0);
    for (const other of [
      { sampler: 'entropy' },
      { schedule: 'cosine' },
      { corrector: 'remdm' },
      { blockSize: 4 },
    ] as const)
      assert.equal(expectedIdleRatio({ ...ancestral, ...other }, 2), undefined);
  });
});
