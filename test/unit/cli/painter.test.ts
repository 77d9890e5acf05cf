import assert from 'node:assert/strict';
import { paintFill, paintSteps } from '../../../src/cli/painter';
import type { PositionView, Trace, TraceStep } from '../../../src/engine';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

describe('a painted fill', () => {
  const lines = Array.from({ length: 12 }, (_, i) => `line ${i + 1}\n`).join('');
  const at = (line: number): number => lines.indexOf(`line ${line}\n`);
  const rows: readonly (readonly [string, string, [number, number][], string[], string])[] = [
    ['stands among its lines', 'a = ;\nb', [[4, 4]], ['1'], '1 │ a = ⟦1⟧;\n2 │ b\n'],
    ['may have several lines', 'f()', [[2, 2]], ['\n  x\n'], '1 │ f(\n2 │ ⟦  x⟧\n3 │ )\n'],
    ['may be nothing', 'abc', [[1, 2]], [''], '1 │ a⟦⟧c\n'],
    ['keeps CRLF out of the picture', 'a\r\nb\r\n', [[3, 4]], ['c'], '1 │ a\n2 │ ⟦c⟧\n3 │ \n'],
    [
      'is shown with three lines on each side, and what is between left out',
      lines,
      [
        [at(1), at(1) + 4],
        [at(12), at(12) + 4],
      ],
      ['A', 'B'],
      ' 1 │ ⟦A⟧ 1\n 2 │ line 2\n 3 │ line 3\n 4 │ line 4\n ⋯\n 9 │ line 9\n10 │ line 10\n11 │ line 11\n12 │ ⟦B⟧ 12\n13 │ \n',
    ],
  ];
  for (const [what, text, spans, texts, expected] of rows) {
    it(what, () => {
      const places = spans.map(([start, end]) => ({ start, end }));
      assert.equal(paintFill(text, places, texts, { colour: false }), expected);
    });
  }

  it('has colour instead of brackets where there is colour', () => {
    const painted = paintFill('ab', [{ start: 1, end: 1 }], ['X'], { colour: true });
    assert.ok(painted.includes('a\x1b[1;32mX\x1b[0mb'));
    assert.ok(!painted.includes('⟦'));
  });
});

describe('painted steps', () => {
  const view = (
    candidate: number,
    position: number,
    visible: number,
    text: string,
  ): PositionView => ({
    candidate,
    position,
    visible,
    entropy: 0,
    candidateCount: 1,
    top: [{ token: 1, text, probability: 1 }],
  });
  const step = (index: number, views: PositionView[]): TraceStep => ({
    index,
    time: 1 - (index + 1) / 4,
    source: index === 1 ? 'reuse' : 'forward',
    reveals: views.map(({ candidate, position }) => ({ candidate, position, digit: 0, value: 1 })),
    remasks: [],
    leader: 0,
    views,
    modelMs: 2,
    samplingMs: 1,
  });
  const trace: Trace = {
    kind: 'prime-infill-trace',
    version: 1,
    header: {
      model: { id: 'm', name: 'M', sha256: '' },
      device: 'cpu',
      subTokens: { length: 2, base: 16, codebook: 'identity', order: 'nested' },
      settings: defaultFillSettings,
      spans: [{ start: 0, end: 0 }],
      contextTokens: 1,
      contextSha256: '',
      contextMs: 0,
      candidates: [
        { lengths: [3], lengthProbability: 0.5 },
        { lengths: [1], lengthProbability: 0.5 },
      ],
    },
    steps: [
      step(0, [view(0, 0, 1, 'a'), view(1, 0, 3, 'z')]),
      step(1, []),
      step(2, [view(0, 0, 3, 'b'), view(0, 2, 3, '\n')]),
      step(3, [view(0, 1, 3, '\t')]),
    ],
    outcome: { kind: 'filled', ranked: [], statistics: {} as never },
  };

  it('show how a candidate comes out of the mask, idle steps and all', () => {
    assert.deepEqual(paintSteps(trace, 0), [
      '   1  t 0.75  forward     2.0 ms     1 digits  ▒░░  a··\n',
      '   2  t 0.50  reuse       2.0 ms     0 digits  ▒░░  a··\n',
      '   3  t 0.25  forward     2.0 ms     2 digits  ▓░▓  b·⏎\n',
      '   4  t 0.00  forward     2.0 ms     1 digits  ▓▓▓  b→⏎\n',
    ]);
  });

  it('end where the candidate is settled', () => {
    assert.equal(paintSteps(trace, 1).length, 1);
  });
});
