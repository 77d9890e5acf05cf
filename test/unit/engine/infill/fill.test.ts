import assert from 'node:assert/strict';
import {
  defaultConstraints,
  defaultFillSettings,
  type FillSettings,
} from '../../../../src/settings/fillSettings';
import { TraceRecorder } from '../../../../src/engine/infill/recorder';
import type { Span } from '../../../../src/text/span';
import { runFill, scriptedModel, tokenizer } from '../../support/scriptedModel';

/** `[` and `]` mark the spans in `marked`; the text is what is left. */
function parseMarks(marked: string): { text: string; spans: Span[] } {
  const spans: Span[] = [];
  let text = '';
  let start = 0;
  for (const character of marked) {
    if (character === '[') start = text.length;
    else if (character === ']') spans.push({ start, end: text.length });
    else text += character;
  }
  return { text, spans };
}

async function check(
  marked: string,
  answers: readonly string[],
  expected: readonly string[],
): Promise<void> {
  // What stands left of a hole, if it is a letter, is spelt again by the hole's first token.
  const { outcome } = await runFill(scriptedModel(answers), parseMarks(marked));
  assert.ok(outcome.kind === 'filled');
  assert.deepEqual(outcome.ranked[0]?.texts, expected);
}

describe('a fill', () => {
  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['if ([]) {', ['done'], ['done']],
    ['[]', ['a = 1'], ['a = 1']], // an empty file
    ['const [x]: number = [0];', ['count', '12'], ['count', '12']],
    ['a(\r\n[]\r\n)', ['one,\ntwo'], ['one,\r\ntwo']], // the document's line ends come back
    ['a(\n[]\n)', ['one,\ntwo'], ['one,\ntwo']],
    ['\t[]\n', ['\tx'], ['\tx']],
    ['"[😀]"', ['😀!'], ['😀!']],
    ['"e\u0301[]"', ['\u0301'], ['\u0301']],
    ['x.re[]', ['ret'], ['t']], // `re` stands there already: the token `ret` completes it
    ['x.re[]', ['re()'], ['()']],
  ];
  for (const [marked, answers, expected] of rows) {
    it(`of ${JSON.stringify(marked)} gives ${JSON.stringify(expected)}`, () =>
      check(marked, answers, expected));
  }

  for (const [context, most] of [
    [0, Infinity],
    [128, 128],
    [200, 200],
    [100_000, Infinity],
  ] as const)
    it(`reads at most so many tokens around the holes: ${context}`, async () => {
      const text = 'const value = other + 1;\n'.repeat(80);
      const span = { start: 1000, end: 1005 };
      const settings = { ...defaultFillSettings, context };
      const { events } = await runFill(scriptedModel(['x']), { text, spans: [span], settings });
      const [start] = events;
      assert.ok(start?.kind === 'start');
      const read = start.header.contextTokens;
      const { context: all } = scriptedModel(['x']).manifest.limits;
      assert.ok(read <= Math.min(most, all) && read > Math.min(most, all) - 130, `${read}`);
    });

  it('shows no fragment twice: views of a healed token hold only what is new', async () => {
    const { events } = await runFill(scriptedModel(['ret']), parseMarks('x.re[]'));
    const views = events.flatMap((event) => (event.kind === 'step' ? event.step.views : []));
    const settled = views.filter((view) => view.candidate === 0 && view.position === 0).at(-1);
    assert.equal(settled?.top[0]?.text, 't');
  });

  const keeping: readonly (readonly [Partial<FillSettings>, number])[] = [
    [{}, 1],
    [{ sampler: 'draft-and-verify' }, 1],
    [{ lengthSearch: 1, candidates: 1 }, 2], // a canvas more
    [{ keepSettled: false }, 0],
    [{ corrector: 'p2' }, 0], // nothing has settled for good
    [{ sampler: 'left-to-right' }, 0],
  ];
  for (const [settings, canvases] of keeping) {
    it(`keeps settled tokens on ${canvases} canvases with ${JSON.stringify(settings)}`, async () => {
      const model = scriptedModel(['a = 1']);
      await runFill(model, { ...parseMarks('x;[]'), settings });
      assert.equal(model.denoiser.keeping, canvases);
    });
  }

  it('gives several lengths, the likeliest first, and ranks what they became', async () => {
    const { events, outcome } = await runFill(scriptedModel(['abc']), parseMarks('f([]);'));
    const [start] = events;
    assert.ok(start?.kind === 'start');
    assert.deepEqual(
      start.header.candidates.map(({ lengths }) => lengths[0]),
      [3, 2, 4],
    );
    assert.ok(outcome.kind === 'filled');
    const shares = outcome.ranked.reduce((sum, { share }) => sum + share, 0);
    assert.ok(Math.abs(shares - 1) < 1e-9);
    for (const [index, fill] of outcome.ranked.entries()) {
      assert.ok(index === 0 || fill.share <= outcome.ranked[index - 1]!.share);
    }
  });

  it('offers more than nothing at a cursor, and may delete a selection', async () => {
    const cursor = await runFill(scriptedModel(['']), parseMarks('f([]);'));
    assert.ok(cursor.outcome.kind === 'filled');
    assert.ok(cursor.outcome.ranked.every(({ texts }) => texts[0] !== ''));
    const selection = await runFill(scriptedModel(['']), parseMarks('f([1]);'));
    assert.ok(selection.outcome.kind === 'filled');
    assert.equal(selection.outcome.ranked[0]?.texts[0], '');
    assert.ok(selection.outcome.ranked.length > 1, 'there is an alternative to a deletion');
  });

  it('of a length that the user fixed has that many tokens in every hole', async () => {
    const settings = { length: { kind: 'tokens', tokens: 5 } as const };
    const { events } = await runFill(scriptedModel(['abc', 'd']), {
      ...parseMarks('[]+[]'),
      settings,
    });
    const [start] = events;
    assert.ok(start?.kind === 'start');
    assert.deepEqual(start.header.candidates, [{ lengths: [5, 5], lengthProbability: 1 }]);
  });

  it('has in each span the length that was asked for there', async () => {
    const { events, outcome } = await runFill(scriptedModel(['a', 'bcd', 'e\nf']), {
      ...parseMarks('[]+[]+[]'),
      lengths: [{ kind: 'tokens', tokens: 2 }, undefined, { kind: 'lines', lines: 2 }],
    });
    const [start] = events;
    assert.ok(start?.kind === 'start' && outcome.kind === 'filled');
    assert.deepEqual(start.header.candidates[0]?.lengths, [2, 3, 3]);
    assert.deepEqual(outcome.ranked[0]?.texts, ['a;', 'bcd', 'e\nf']);
  });

  it('takes lengths in the order of the spans, also if that is not the document’s', async () => {
    const { events } = await runFill(scriptedModel(['a', 'bcd']), {
      text: '++',
      spans: [
        { start: 2, end: 2 },
        { start: 0, end: 0 },
      ],
      lengths: [
        { kind: 'tokens', tokens: 5 },
        { kind: 'tokens', tokens: 1 },
      ],
    });
    const [start] = events;
    assert.ok(start?.kind === 'start');
    assert.deepEqual(start.header.candidates[0]?.lengths, [1, 5]);
  });

  it('has what was required in it, and says so where there is no room for it', async () => {
    const run = async (tokens: number) =>
      runFill(scriptedModel(['abcdef']), {
        ...parseMarks('f([]);'),
        settings: {
          length: { kind: 'tokens', tokens },
          constraints: { ...defaultConstraints, require: ['xyz'] },
        },
      });
    const { outcome } = await run(6);
    assert.ok(outcome.kind === 'filled');
    assert.match(outcome.ranked[0]!.texts[0]!, /xyz/);
    const small = await run(2);
    assert.ok(small.outcome.kind === 'failed');
    assert.equal(small.outcome.failure.code, 'unsatisfiable');
    assert.match(small.outcome.failure.message, /because the fill must have “xyz” in it\. Ask for/);
  });

  it('comes out the same with the same seed, and makes a trace that holds every step', async () => {
    const settings = { sampler: 'ancestral', temperature: 1, seed: 7 } as const;
    const run = () => runFill(scriptedModel(['abcdef']), { ...parseMarks('x = [];'), settings });
    const { events, outcome } = await run();
    assert.deepEqual(await run(), { events, outcome });
    const recorder = new TraceRecorder();
    for (const event of events) recorder.add(event);
    const trace = recorder.traceOf(outcome);
    assert.ok(trace);
    assert.equal(trace.steps.length, events.length - 1);
    assert.deepEqual(trace.outcome, outcome);
  });

  it('that failed makes no trace', async () => {
    const { outcome } = await runFill(scriptedModel([]), { text: '', spans: [] });
    assert.equal(new TraceRecorder().traceOf(outcome), undefined);
  });

  it('puts the header, the suffix and the prefix into the stream where the format says', async () => {
    const model = scriptedModel(['x', 'y']);
    await runFill(model, { ...parseMarks('a;[]b;[]c;'), fileName: 'f' });
    const stream = model.denoiser.streams[0]!;
    const ids = (text: string): number[] => [...tokenizer.encode(text)];
    const expected = [2, ...ids('f\n'), 269, ...ids('b;'), 270, ...ids('c;'), 3, ...ids('a;')];
    assert.deepEqual([...stream.states], [...model.codec.statesOf(Int32Array.from(expected))]);
    assert.deepEqual(
      [...stream.positions],
      [0, 1, 2, 1024, 1025, 1026, 2048, 2049, 2050, 16, 17, 18],
    );
  });
});

describe('a fill that cannot be', () => {
  const cursor = [{ start: 0, end: 0 }];
  const rows: readonly (readonly [
    string,
    { text: string; spans: Span[]; settings?: Partial<FillSettings> },
    RegExp,
  ])[] = [
    ['has no span', { text: 'a', spans: [] }, /^span-invalid: There is nothing to fill\. Select/],
    [
      'has a span out of range',
      { text: 'abc', spans: [{ start: 2, end: 9 }] },
      /^span-invalid: The span 2–9 does not lie within the text, which has 3 characters\. Select again/,
    ],
    [
      'has overlapping spans',
      {
        text: 'abc',
        spans: [
          { start: 0, end: 2 },
          { start: 1, end: 3 },
        ],
      },
      /^span-invalid: The spans 0–2 and 1–3 overlap\. Select/,
    ],
    [
      'has more spans than the model takes',
      { text: 'abcde', spans: [0, 1, 2, 3, 4].map((at) => ({ start: at, end: at })) },
      /^span-invalid: This model fills up to 4 spans at once, and 5 were given\. Fill fewer/,
    ],
    [
      'is in a binary file',
      { text: 'ab\0c', spans: cursor },
      /^text-unsupported: a\.ts is a binary file \(it has a NUL at offset 2\)\. Choose a text file/,
    ],
    [
      'is in a text beyond all measure',
      { text: 'x'.repeat(100_000_001), spans: cursor },
      /^text-unsupported: a\.ts has 100000001 characters, more than the 100 million .* Copy the part/,
    ],
    [
      'takes no step',
      { text: '', spans: cursor, settings: { steps: 0 } },
      /^settings-invalid: Steps must be a whole number from 1 to 4096, not 0\./,
    ],
    [
      'is colder than cold',
      { text: '', spans: cursor, settings: { temperature: -1 } },
      /^settings-invalid: The temperature must be a number from 0 to 10, not -1\./,
    ],
    [
      'has no temperature',
      { text: '', spans: cursor, settings: { temperature: NaN } },
      /^settings-invalid: The temperature .* not NaN\./,
    ],
    [
      'keeps no token',
      { text: '', spans: cursor, settings: { topP: 0 } },
      /^settings-invalid: Top-p must be a number from 0\.01 to 1, not 0\./,
    ],
    [
      'keeps half a token',
      { text: '', spans: cursor, settings: { topK: 0.5 } },
      /^settings-invalid: Top-k must be a whole number .* not 0\.5\./,
    ],
    [
      'wants more than the likeliest',
      { text: '', spans: cursor, settings: { minP: 1.1 } },
      /^settings-invalid: Min-p must be a number from 0 to 1, not 1\.1\./,
    ],
    [
      'rewards repetition',
      { text: '', spans: cursor, settings: { repetition: -1 } },
      /^settings-invalid: The repetition guard must be .* not -1\./,
    ],
    [
      'goes backwards',
      { text: '', spans: cursor, settings: { blockSize: -1 } },
      /^settings-invalid: The block size must be .* not -1\./,
    ],
    [
      'has no candidate',
      { text: '', spans: cursor, settings: { candidates: 0 } },
      /^settings-invalid: Candidates must be .* from 1 to 16, not 0\./,
    ],
    [
      'has half a seed',
      { text: '', spans: cursor, settings: { seed: 0.5 } },
      /^settings-invalid: The seed must be .* not 0\.5\./,
    ],
    [
      'is longer than the model can',
      { text: '', spans: cursor, settings: { length: { kind: 'tokens', tokens: 129 } } },
      /^settings-invalid: The length in tokens, with this model, must be a whole number from 1 to 128, not 129\./,
    ],
  ];
  for (const [what, request, expected] of rows) {
    it(`because it ${what} says so before the network runs`, async () => {
      const model = scriptedModel([]);
      const { outcome, events } = await runFill(model, request);
      assert.ok(outcome.kind === 'failed');
      assert.match(`${outcome.failure.code}: ${outcome.failure.message}`, expected);
      assert.deepEqual(events, []);
      assert.equal(model.denoiser.streams.length, 0);
    });
  }
});

describe('a fill that is cancelled', () => {
  const request = parseMarks('x = [];');
  const settings = { ...defaultFillSettings, sampler: 'ancestral', steps: 6 } as const;

  it('before it began settles as cancelled, with no event', async () => {
    const { events, outcome } = await runFill(scriptedModel(['abc']), {
      ...request,
      signal: AbortSignal.abort(),
    });
    assert.deepEqual([events, outcome.kind], [[], 'cancelled']);
  });

  it('at any forward settles as cancelled, without another', async () => {
    const whole = scriptedModel(['abcdef']);
    await runFill(whole, { ...request, settings });
    assert.ok(whole.denoiser.forwards > 2);
    for (let at = 1; at <= whole.denoiser.forwards; at++) {
      const abort = new AbortController();
      const model = scriptedModel(['abcdef'], (count) => {
        if (count === at) abort.abort();
      });
      const { outcome } = await runFill(model, { ...request, settings, signal: abort.signal });
      assert.equal(outcome.kind, 'cancelled', `at forward ${at}`);
      assert.equal(model.denoiser.forwards, at);
    }
  });
});

describe('a fill by draft and verify', () => {
  const settings = { sampler: 'draft-and-verify' } as const;
  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['if ([]) {', ['done'], ['done']],
    ['const [x]: number = [0];', ['count', '12'], ['count', '12']],
    ['x.re[]', ['ret'], ['t']],
  ];
  for (const [marked, answers, expected] of rows) {
    it(`of ${JSON.stringify(marked)} gives ${JSON.stringify(expected)} in two evaluations`, async () => {
      const { outcome } = await runFill(scriptedModel(answers), {
        ...parseMarks(marked),
        settings: { ...settings, candidates: 1 },
      });
      assert.ok(outcome.kind === 'filled');
      assert.deepEqual(outcome.ranked[0]?.texts, expected);
      const { steps, evaluations } = outcome.statistics;
      // A hole of one token is asked of the causal half alone.
      assert.deepEqual([steps, evaluations], [1, expected.join('').length > 1 ? 2 : 1]);
    });
  }

  it('is held to what is asked for, as other fills are', async () => {
    const constraints = { ...defaultConstraints, forbid: ['b'] };
    const { outcome } = await runFill(scriptedModel(['abc']), {
      ...parseMarks('f([]);'),
      settings: { ...settings, constraints, length: { kind: 'tokens', tokens: 3 } },
    });
    assert.ok(outcome.kind === 'filled');
    assert.equal(outcome.ranked[0]?.texts[0], 'a;c');
  });
});
