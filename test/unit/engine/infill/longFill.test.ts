import assert from 'node:assert/strict';
import { TraceRecorder } from '../../../../src/engine/infill/recorder';
import type { FillEvent, FillOutcome } from '../../../../src/engine/infill/request';
import { defaultConstraints, type FillSettings } from '../../../../src/settings/fillSettings';
import type { Span } from '../../../../src/text/span';
import { runFill, scriptedModel, tokenizer } from '../../support/scriptedModel';

// The scripted model denoises 16 tokens at once; nearly all of its tokens are bytes.
const long = 'let x = 12;\nlet y = 345;\nlet z = 6789;\n';
const at = (offset: number): Span => ({ start: offset, end: offset });

function textsOf(outcome: FillOutcome): readonly string[] {
  assert.ok(outcome.kind === 'filled', outcome.kind === 'failed' ? outcome.failure.message : '');
  return outcome.ranked[0]?.texts ?? [];
}

/** The lengths that the header told last. */
function lengthsOf(events: readonly FillEvent[]): readonly number[] {
  const start = events.findLast((event) => event.kind === 'start');
  assert.ok(start?.kind === 'start');
  return start.header.candidates[0]!.lengths;
}

describe('a fill that is longer than a canvas', () => {
  const count = tokenizer.encode(long).length;
  const fixed: Partial<FillSettings> = { length: { kind: 'tokens', tokens: count } };

  it('goes on block by block, to the length that the user gave', async () => {
    assert.ok(count > 32, 'three blocks');
    const model = scriptedModel([long]);
    const { events, outcome } = await runFill(model, {
      text: 'f(\n)',
      spans: [at(3)],
      settings: fixed,
    });
    assert.deepEqual(textsOf(outcome), [long]);
    assert.equal(events.filter(({ kind }) => kind === 'start').length, 1);
    assert.deepEqual(lengthsOf(events), [count]);
    const streams = model.denoiser.streams.map(({ states }) => states.length);
    assert.deepEqual(streams.map((length) => length - streams[0]!), [0, 16, 32]); // prettier-ignore
  });

  it('goes on as long as the model says that more comes', async () => {
    const { events, outcome } = await runFill(scriptedModel([long]), {
      text: 'f(\n)',
      spans: [at(3)],
    });
    assert.deepEqual(textsOf(outcome), [long]);
    const starts = events.flatMap((event) => (event.kind === 'start' ? [event.header] : []));
    const first = starts.map(({ candidates }) => candidates[0]!.lengths[0]);
    assert.deepEqual(first.slice(0, 3), [16, 32, count]);
  });

  it('makes a trace in which every digit comes out once, at a place that there is', async () => {
    for (const settings of [fixed, {}]) {
      const { events, outcome } = await runFill(scriptedModel([long]), {
        text: 'f(\n)',
        spans: [at(3)],
        settings: { ...settings, candidates: 1 },
      });
      const recorder = new TraceRecorder();
      for (const event of events) recorder.add(event);
      const trace = recorder.traceOf(outcome);
      assert.ok(trace);
      assert.deepEqual(trace.steps.map(({ index }) => index), [...trace.steps.keys()]); // prettier-ignore
      const seen = trace.steps.flatMap(({ reveals }) =>
        reveals.map(({ position, digit }) => 2 * position + digit),
      );
      assert.deepEqual(seen.sort((a, b) => a - b), Array.from({ length: 2 * count }, (_, i) => i)); // prettier-ignore
      const times = trace.steps.map(({ time }) => time);
      assert.equal(times.at(-1), 0);
    }
  });

  it('keeps the holes after it waiting, and fills them with its last block', async () => {
    const { outcome, events } = await runFill(scriptedModel([long, 'ab']), {
      text: 'f(\n) [ ]',
      spans: [at(3), at(6)],
    });
    assert.deepEqual(textsOf(outcome), [long, 'ab']);
    assert.deepEqual(lengthsOf(events), [count, 2]);
  });

  it('may be followed by another that is', async () => {
    const { outcome } = await runFill(scriptedModel([long, long]), {
      text: 'f(\n) [ ]',
      spans: [at(3), at(6)],
    });
    assert.deepEqual(textsOf(outcome), [long, long]);
  });

  it('spells a token again that it begins inside of, once', async () => {
    const answer = `return ${long}`;
    const settings = { candidates: 1 };
    const { outcome } = await runFill(scriptedModel([answer]), {
      text: 'x.re!',
      spans: [at(4)],
      settings,
    });
    assert.deepEqual(textsOf(outcome), [answer.slice(2)]);
  });

  it('is held in its later blocks to what was asked for of the whole', async () => {
    const constraints = { ...defaultConstraints, mostLines: 2, forbid: ['y = 3'] };
    const { outcome } = await runFill(scriptedModel([long]), {
      text: 'f()',
      spans: [at(2)],
      settings: { ...fixed, constraints },
    });
    const [text = ''] = textsOf(outcome);
    assert.equal(text.split('\n').length, 2);
    assert.ok(!text.includes('y = 3'), text);
    assert.equal(text.slice(0, 16), long.slice(0, 16));
  });

  it('may be drafted and verified, and sampled by any rule', async () => {
    for (const sampler of ['draft-and-verify', 'ancestral', 'threshold'] as const) {
      const { outcome } = await runFill(scriptedModel([long]), {
        text: 'f(\n)',
        spans: [at(3)],
        settings: { ...fixed, sampler },
      });
      assert.deepEqual(textsOf(outcome), [long], sampler);
    }
  });

  it('is cancelled at any forward, without another', async () => {
    const request = { text: 'f(\n)', spans: [at(3)], settings: { ...fixed, steps: 2 } };
    const whole = scriptedModel([long]);
    await runFill(whole, request);
    for (let stop = 1; stop <= whole.denoiser.forwards; stop++) {
      const abort = new AbortController();
      const model = scriptedModel([long], (n) => n === stop && abort.abort());
      const { outcome } = await runFill(model, { ...request, signal: abort.signal });
      assert.equal(outcome.kind, 'cancelled', `at forward ${stop}`);
      assert.equal(model.denoiser.forwards, stop);
    }
  });
});

describe('a search around the best lengths', () => {
  // The head finds the length of the answer likeliest, and those next to it half as likely.
  const request = { text: 'f();', spans: [at(2)] };

  it('tries what differs by a token from the best, in a batch of its own', async () => {
    const tried = async (lengthSearch: number): Promise<readonly number[]> => {
      const { events, outcome } = await runFill(scriptedModel(['abcde']), {
        ...request,
        settings: { candidates: 1, lengthSearch },
      });
      assert.deepEqual(textsOf(outcome), ['abcde']);
      const start = events.findLast((event) => event.kind === 'start');
      assert.ok(start?.kind === 'start');
      return start.header.candidates.map(({ lengths }) => lengths[0]!);
    };
    assert.deepEqual(await tried(0), [5]);
    assert.deepEqual(await tried(1), [5, 4]);
    assert.deepEqual(await tried(2), [5, 4, 6]);
    assert.deepEqual(await tried(9), [5, 4, 6], 'both sides of the best are known');
  });

  it('is not made where the user gave the length', async () => {
    const { events } = await runFill(scriptedModel(['abcde']), {
      ...request,
      settings: { length: { kind: 'tokens', tokens: 3 }, lengthSearch: 4 },
    });
    assert.equal(events.filter(({ kind }) => kind === 'start').length, 1);
  });

  it('tells the steps again that came before, so that the last header holds them all', async () => {
    const { events, outcome } = await runFill(scriptedModel(['abcde']), {
      ...request,
      settings: { candidates: 1, lengthSearch: 1 },
    });
    const recorder = new TraceRecorder();
    for (const event of events) recorder.add(event);
    const trace = recorder.traceOf(outcome);
    assert.ok(trace);
    const digits = trace.steps.map(({ reveals }) => reveals.length).reduce((a, b) => a + b, 0);
    assert.equal(digits, 2 * (5 + 4));
    assert.ok(outcome.kind === 'filled');
    assert.equal(trace.steps.length, outcome.statistics.steps);
  });
});
