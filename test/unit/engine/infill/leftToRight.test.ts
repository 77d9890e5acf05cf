import assert from 'node:assert/strict';
import { scoreTexts, tokensToWrite } from '../../../../src/engine/infill/score';
import type { FillSettings } from '../../../../src/settings/fillSettings';
import type { Span } from '../../../../src/text/span';
import { runFill, scriptedModel, tokenizer } from '../../support/scriptedModel';

const causal: Partial<FillSettings> = { sampler: 'left-to-right' };
const auto: Partial<FillSettings> = { ...causal, length: { kind: 'auto' } };
const fixed = (tokens: number): Partial<FillSettings> => ({
  ...causal,
  length: { kind: 'tokens', tokens },
});

describe('left-to-right filling', () => {
  interface Row {
    readonly name: string;
    readonly text: string;
    readonly spans: readonly Span[];
    readonly answers: readonly string[];
    readonly settings: Partial<FillSettings>;
    readonly expected: readonly string[];
    readonly evaluations: number;
  }
  const at = (offset: number): Span => ({ start: offset, end: offset });
  const rows: readonly Row[] = [
    {
      name: 'writes until the model ends the hole',
      text: 'f();',
      spans: [at(2)],
      answers: ['a,b'],
      settings: auto,
      expected: ['a,b'],
      evaluations: 4,
    },
    {
      name: 'writes as many tokens as were asked for, past the end that the model would make',
      text: 'f();',
      spans: [at(2)],
      answers: ['a,b'],
      settings: fixed(5),
      expected: ['a,b;;'],
      evaluations: 5,
    },
    {
      name: 'stops after as many tokens as were asked for',
      text: 'f();',
      spans: [at(2)],
      answers: ['a,b'],
      settings: fixed(2),
      expected: ['a,'],
      evaluations: 2,
    },
    {
      name: 'fills several holes, each after the one before',
      text: '( ) [ ]',
      spans: [at(1), at(5)],
      answers: ['ab', '12'],
      settings: auto,
      expected: ['ab', '12'],
      evaluations: 6,
    },
    {
      name: 'puts something at a cursor even where the model would put nothing',
      text: '( )',
      spans: [at(1)],
      answers: [''],
      settings: auto,
      expected: [';'],
      evaluations: 2,
    },
    {
      name: 'may put nothing in the place of a selection',
      text: '(xyz)',
      spans: [{ start: 1, end: 4 }],
      answers: [''],
      settings: auto,
      expected: [''],
      evaluations: 1,
    },
    {
      name: 'spells a token again that the hole begins inside of',
      text: 'x.re;',
      spans: [at(4)],
      answers: ['ret'],
      settings: auto,
      expected: ['t'],
      evaluations: 2,
    },
  ];
  for (const { name, answers, expected, evaluations, ...request } of rows) {
    it(name, async () => {
      const { events, outcome } = await runFill(scriptedModel(answers), request);
      assert.ok(outcome.kind === 'filled');
      assert.deepEqual(outcome.ranked[0]?.texts, expected);
      assert.equal(outcome.statistics.evaluations, evaluations);
      const [start, ...steps] = events;
      assert.ok(start?.kind === 'start');
      const lengths = start.header.candidates[0]!.lengths;
      assert.equal(
        lengths.reduce((a, b) => a + b, 0),
        steps.length,
        'a step for each token',
      );
    });
  }

  it('reveals every digit of every token once, and ends with no mask left', async () => {
    const { events } = await runFill(scriptedModel(['a,b']), {
      text: 'f();',
      spans: [at(2)],
      settings: auto,
    });
    const steps = events.flatMap((event) => (event.kind === 'step' ? [event.step] : []));
    const seen = steps.flatMap(({ reveals }) => reveals.map((r) => `${r.position}.${r.digit}`));
    assert.deepEqual(seen, ['0.0', '0.1', '1.0', '1.1', '2.0', '2.1']);
    assert.equal(steps.at(-1)?.time, 0);
    assert.deepEqual(
      steps.map(({ views }) => views[0]?.top[0]?.text),
      ['a', ',', 'b'],
    );
  });

  it('makes as many candidates as were asked for by chance, and one without', async () => {
    const request = { text: 'f();', spans: [at(2)] };
    for (const [temperature, count] of [
      [0, 1],
      [2, 4],
    ] as const) {
      const settings = { ...auto, temperature, candidates: 4 };
      const { events } = await runFill(scriptedModel(['a']), { ...request, settings });
      const [start] = events;
      assert.ok(start?.kind === 'start');
      assert.equal(start.header.candidates.length, count);
    }
  });

  it('gives the same for the same seed, and other text for another', async () => {
    const texts = async (seed: number): Promise<unknown> => {
      const settings = { ...fixed(6), temperature: 4, candidates: 3, seed };
      const { outcome } = await runFill(scriptedModel(['a']), {
        text: 'f();',
        spans: [at(2)],
        settings,
      });
      assert.ok(outcome.kind === 'filled');
      return outcome.ranked;
    };
    assert.deepEqual(await texts(3), await texts(3));
    assert.notDeepEqual(await texts(3), await texts(4));
  });

  for (const forwards of [1, 2, 3]) {
    it(`stops after forward ${forwards} when it is cancelled there`, async () => {
      const stop = new AbortController();
      const model = scriptedModel(['a,b'], (count) => {
        if (count === forwards) stop.abort();
      });
      const { events, outcome } = await runFill(model, {
        text: 'f();',
        spans: [at(2)],
        settings: auto,
        signal: stop.signal,
      });
      assert.equal(outcome.kind, 'cancelled');
      assert.equal(model.denoiser.forwards, forwards);
      assert.deepEqual(events, []);
    });
  }

  it('scores a text as it scored it while writing', async () => {
    const model = scriptedModel(['a,b']);
    const request = { text: 'f();', spans: [at(2)] };
    const { outcome } = await runFill(model, { ...request, settings: auto });
    assert.ok(outcome.kind === 'filled');
    const scored = await scoreTexts(model, { ...request, fileName: 'a.ts' }, ['a,b']);
    assert.ok(scored.ok);
    assert.equal(scored.value.tokens, 3);
    // Scoring admits an <|end|> everywhere; writing does not admit one first of all.
    const first = Math.log((Math.exp(12) + Math.exp(6) + 262) / (Math.exp(12) + Math.exp(6) + 263));
    assert.ok(Math.abs(scored.value.logProbability - outcome.ranked[0]!.score - first) < 1e-4);
  });

  it('holds a text that the model would not write to be less likely', async () => {
    const spans = { text: '( ) [ ]', fileName: 'a.ts', spans: [at(1), at(5)] };
    const score = async (texts: readonly string[]): Promise<number> => {
      const scored = await scoreTexts(scriptedModel(['ab', '12']), spans, texts);
      assert.ok(scored.ok);
      return scored.value.logProbability;
    };
    const best = await score(['ab', '12']);
    for (const other of [
      ['ab', '13'],
      ['ab', '1'],
      ['a', '12'],
    ]) {
      assert.ok((await score(other)) < best - 5);
    }
  });

  it('counts the tokens that a text takes, without what is spelt again', () => {
    const model = scriptedModel(['']);
    const count = (text: string, offset: number, middle: string): unknown => {
      const counted = tokensToWrite(model, { text, fileName: 'a.ts', spans: [at(offset)] }, [
        middle,
      ]);
      assert.ok(counted.ok);
      return counted.value;
    };
    assert.equal(tokenizer.encode('ret').length, 1);
    assert.deepEqual(count('x. = 1', 2, 'ret'), [{ canvas: 1, asked: 1 }]);
    assert.deepEqual(count('x.re = 1', 4, 't'), [{ canvas: 1, asked: 0 }]);
    assert.deepEqual(count('x.re = 1', 4, 't()'), [{ canvas: 3, asked: 2 }]);
  });
});
