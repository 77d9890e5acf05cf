import assert from 'node:assert/strict';
import type { TraceHeader, TraceStep } from '../../../../src/engine';
import type { FillEvent } from '../../../../src/engine/infill/request';
import { defaultConstraints } from '../../../../src/settings/fillSettings';
import { runFill, tokenizer, type ScriptedFill } from '../../support/scriptedModel';
import { scriptedSequenceModel } from '../../support/scriptedSequenceModel';

const text = 'let a = ; let b = ;';
const spans = [{ start: 8, end: 8 }];
const both = [...spans, { start: 18, end: 18 }];
const sure = { temperature: 0, candidates: 1 } as const;

interface Told {
  readonly header: TraceHeader;
  readonly steps: readonly TraceStep[];
}

/** What stands when all has been told: the last header, and the steps after it. */
function atLast(events: readonly FillEvent[]): Told {
  const last = events.findLastIndex(({ kind }) => kind === 'start');
  const start = events[last];
  assert.ok(start?.kind === 'start');
  const steps = events.slice(last + 1).map((event) => {
    assert.ok(event.kind === 'step');
    return event.step;
  });
  return { header: start.header, steps };
}

async function filled(answers: readonly string[], asked: Partial<ScriptedFill> = {}) {
  const { settings, ...others } = asked;
  const model = scriptedSequenceModel(answers);
  const { events, outcome } = await runFill(model, { text, spans, settings: { ...sure, ...settings }, ...others }); // prettier-ignore
  assert.ok(outcome.kind === 'filled', JSON.stringify(outcome));
  return { ...atLast(events), outcome, events };
}

function changes({ steps }: Told): string[] {
  return steps.flatMap(({ resizes = [] }) => resizes.map(({ change }) => change));
}

/** Every digit of the canvases as they are at last comes out once, where it is. */
function assertWhole({ header, steps }: Told): void {
  for (const [candidate, { lengths }] of header.candidates.entries()) {
    const seen = steps.flatMap(({ reveals }) => reveals.filter((one) => one.candidate === candidate)); // prettier-ignore
    const positions = seen.map(({ position }) => position).sort((a, b) => a - b);
    const count = lengths.reduce((a, b) => a + b, 0);
    assert.deepEqual(positions, [...Array(count).keys()]);
  }
  const indices = steps.map(({ index }) => index);
  assert.deepEqual(indices, [...indices.keys()]);
  for (const { views, resizes = [], time } of steps) {
    for (const { candidate, position } of views) {
      assert.ok(position < header.candidates[candidate]!.lengths.reduce((a, b) => a + b, 0));
    }
    for (const { candidate, position } of resizes) {
      assert.ok(position <= header.candidates[candidate]!.lengths.reduce((a, b) => a + b, 0));
    }
    assert.ok(time >= 0 && time <= 1);
  }
}

describe('a fill whose holes grow and shrink', () => {
  const long = 'f(x, y, z, 1)';
  const tokens = tokenizer.encode(long).length;

  it('becomes as long as its text needs, and the trace tells where', async () => {
    assert.ok(tokens > 8 && tokens <= 16, 'longer than where it begins');
    const told = await filled([long]);
    assert.equal(told.outcome.ranked[0]!.texts[0], long);
    assert.deepEqual(told.header.candidates[0]!.lengths, [tokens]);
    assert.deepEqual(changes(told), new Array(tokens - 8).fill('expanded'));
    assertWhole(told);
  });

  it('becomes as short', async () => {
    const told = await filled(['xy']);
    assert.equal(told.outcome.ranked[0]!.texts[0], 'xy');
    assert.deepEqual(told.header.candidates[0]!.lengths, [2]);
    assert.deepEqual(changes(told), new Array(6).fill('deleted'));
    assertWhole(told);
  });

  it('does so for each hole and each candidate by itself', async () => {
    const told = await filled(['xy', long], { spans: both, settings: { candidates: 3 } });
    assert.deepEqual(told.outcome.ranked[0]!.texts, ['xy', long]);
    assert.equal(told.header.candidates.length, 3);
    for (const { lengths } of told.header.candidates) assert.deepEqual(lengths, [2, tokens]);
    assertWhole(told);
  });

  it('leaves a hole as long as it was asked to be', async () => {
    const lengths = [{ kind: 'tokens', tokens: 3 }, undefined] as const;
    const told = await filled(['xyz', long], { spans: both, lengths });
    assert.deepEqual(told.header.candidates[0]!.lengths, [3, tokens]);
    const fixed = await filled(['xyz'], { settings: { length: { kind: 'tokens', tokens: 3 } } });
    assert.deepEqual(changes(fixed), []);
    assert.equal(fixed.outcome.ranked[0]!.texts[0], 'xyz');
  });

  it('tells the canvases anew whenever they change, with all that came out so far', async () => {
    const { events } = await filled([long]);
    const starts = events.flatMap((event) => (event.kind === 'start' ? [event.header] : []));
    const lengths = starts.map(({ candidates }) => candidates[0]!.lengths[0]!);
    assert.equal(lengths[0], 8);
    assert.equal(lengths.at(-1), tokens);
    assert.deepEqual(
      lengths,
      [...lengths].sort((a, b) => a - b),
    );
  });

  it('ends within its steps, though a model would have it go on for ever', async () => {
    // The answer never fits: there is always one more to come.
    const told = await filled(['a;'.repeat(40)], { settings: { steps: 6 } });
    assert.ok(told.header.candidates[0]!.lengths[0]! <= 16);
    assert.ok(told.steps.length <= 8);
    assertWhole(told);
  });

  it('is the same for the same seed, by every sampler that denoises', async () => {
    for (const sampler of [
      'entropy',
      'ancestral',
      'first-hitting',
      'confidence',
      'threshold',
      'stability',
    ] as const) {
      const settings = { sampler, temperature: 1, candidates: 2, seed: 5 };
      const first = await filled([long], { settings });
      const second = await filled([long], { settings });
      assert.deepEqual(first.events, second.events, sampler);
      assertWhole(first);
    }
  });

  it('is held to what is asked for', async () => {
    const constraints = { ...defaultConstraints, forbid: [','] };
    const told = await filled([long], { settings: { constraints } });
    assert.ok(told.outcome.ranked.every(({ texts }) => !texts[0]!.includes(',')));
  });

  it('keeps the room for what it must have, though the model would rather be done', async () => {
    const constraints = { ...defaultConstraints, require: ['abcd'] };
    // One token a step, so that others are still masked when the first one goes.
    const settings = { constraints, sampler: 'confidence', steps: 64 } as const;
    const told = await filled(['xy'], { settings });
    assert.ok(told.outcome.ranked[0]!.texts[0]!.includes('abcd'));
    assert.ok(changes(told).includes('deleted'));
    assertWhole(told);
  });

  it('stops at whichever step it is cancelled', async () => {
    for (let at = 1; at <= 5; at++) {
      const abort = new AbortController();
      const model = scriptedSequenceModel([long], (count) => {
        if (count === at) abort.abort();
      });
      const { outcome } = await runFill(model, { text, spans, settings: sure, signal: abort.signal }); // prettier-ignore
      assert.equal(outcome.kind, 'cancelled', `at forward ${at}`);
    }
  });
});

describe('a model of whole sequences', () => {
  const refused = async (asked: Partial<ScriptedFill>): Promise<string> => {
    const { outcome } = await runFill(scriptedSequenceModel(['x']), { text, spans, ...asked });
    assert.ok(outcome.kind === 'failed');
    assert.equal(outcome.failure.code, 'settings-invalid');
    return outcome.failure.message;
  };

  it('says that it cannot write from left to right, and what can be chosen', async () => {
    for (const sampler of ['left-to-right', 'draft-and-verify'] as const) {
      const said = await refused({ settings: { sampler } });
      assert.match(said, new RegExp(`cannot write from left to right, as the sampler ${sampler} does\\. Choose auto`)); // prettier-ignore
    }
  });

  it('fills no more tokens at once than its longest hole has', async () => {
    const said = await refused({ settings: { length: { kind: 'tokens', tokens: 17 } } });
    assert.match(said, /must be a whole number from 1 to 16, not 17/);
  });

  it('is held to lines while its tokens come and go', async () => {
    const model = scriptedSequenceModel(['xy']);
    const lengths = [{ kind: 'lines', lines: 1 }] as const;
    const settings = { ...sure, candidates: 3, keepSettled: true };
    const { outcome } = await runFill(model, { text, spans, lengths, settings });
    assert.ok(outcome.kind === 'filled');
    assert.equal(outcome.ranked[0]!.texts[0], 'xy');
  });
});
