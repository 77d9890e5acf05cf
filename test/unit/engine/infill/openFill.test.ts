import assert from 'node:assert/strict';
import { mock } from 'node:test';
import fc from 'fast-check';
import { Copies } from '../../../../src/engine/infill/copies';
import type { FillEvent, FillRequest } from '../../../../src/engine/infill/request';
import type { FillSettings } from '../../../../src/settings/fillSettings';
import { TraceRecorder } from '../../../../src/engine/infill/recorder';
import { runFill } from '../../support/scriptedModel';
import { scriptedOpenModel, type OpenScript } from '../../support/scriptedOpenModel';

const causal: Partial<FillSettings> = { sampler: 'left-to-right' };
const drafted: Partial<FillSettings> = { sampler: 'draft-and-verify' };

/** `|` marks cursors, `[`…`]` selections. */
function requestOf(marked: string): Pick<FillRequest, 'text' | 'spans'> {
  const spans: { start: number; end: number }[] = [];
  let text = '';
  let start = 0;
  for (const character of marked) {
    if (character === '|') spans.push({ start: text.length, end: text.length });
    else if (character === '[') start = text.length;
    else if (character === ']') spans.push({ start, end: text.length });
    else text += character;
  }
  return { text, spans };
}

describe('a fill whose end the causal path finds', () => {
  interface Row {
    readonly name: string;
    readonly marked: string;
    readonly script: OpenScript;
    readonly expected: readonly string[];
  }
  const rows: readonly Row[] = [
    {
      name: 'ends where the model says so',
      marked: 'f(|);\nnext(thing);',
      script: { texts: ['(a,b¶'] },
      expected: ['a,b'],
    },
    {
      name: 'is cut where it runs into what follows',
      marked: 'f(|);\nnext(thing);',
      script: { texts: ['(a,b);\nnext(thing);\nmore'] },
      expected: ['a,b'],
    },
    {
      name: 'is cut before a line that follows, however many blank lines stand between',
      marked: 'x = |\n\n  nextLine();\n',
      script: { texts: [' 1 + 2\n  nextLine();\n'] },
      expected: ['1 + 2'],
    },
    {
      name: 'goes on over lines that are not those that follow',
      marked: 'x = |\n  n();\nmore();\n',
      script: { texts: [' 1\n    m();¶'] },
      expected: ['1\n    m();'],
    },
    {
      name: 'spells again what stands before it, in several tokens if need be',
      marked: 'return the|;\nnext(thing);',
      script: { texts: [' therefore¶'] },
      expected: ['refore'],
    },
    {
      name: 'fills holes one after the other',
      marked: 'f(|) + g(|);\nnext(thing);',
      script: { texts: ['(a,b) + g();\nnext', '(c);\nnext(thing);'] },
      expected: ['a,b', 'c'],
    },
    {
      name: 'goes on behind an end that is too unlikely, however unlikely it becomes',
      marked: 'f(|);\nnext(thing);',
      script: { texts: ['(a,b,c,d,e¶'], lostAfter: '(a,b' },
      expected: ['a,b,c,d,e'],
    },
    {
      name: 'may put nothing in the place of a selection',
      marked: 'f([x]);\nnext(thing);',
      script: { texts: ['();\nnext(thing);'] },
      expected: [''],
    },
  ];
  for (const { name, marked, script, expected } of rows) {
    for (const settings of [causal, drafted, { ...drafted, blockSize: 2 }]) {
      it(`${name}, with ${JSON.stringify(settings)}`, async () => {
        const model = scriptedOpenModel(script);
        const { outcome, events } = await runFill(model, { ...requestOf(marked), settings });
        assert.ok(outcome.kind === 'filled', JSON.stringify(outcome));
        assert.deepEqual(outcome.ranked[0]?.texts, expected);
        checkTold(events);
      });
    }
  }

  it('takes fewer forwards where drafts are right, and gives the same where they are wrong', async () => {
    const request = requestOf('f(|);\nnext(thing);');
    const texts = ['(alpha,beta);\nnext(thing);'];
    const run = async (settings: Partial<FillSettings>, drafts?: string[]) => {
      const model = scriptedOpenModel({ texts, ...(drafts === undefined ? {} : { drafts }) });
      const { outcome } = await runFill(model, { ...request, settings });
      assert.ok(outcome.kind === 'filled');
      assert.deepEqual(outcome.ranked[0]?.texts, ['alpha,beta']);
      return model.causalForwards();
    };
    const plain = await run(causal);
    assert.ok((await run(drafted)) < plain / 3);
    assert.ok((await run(drafted, ['(alXha,bXta'])) < plain);
    assert.ok((await run(drafted, ['zzzzzzzzzzzzzzzzzzzzzz'])) <= plain);
  });

  for (const [what, marked, text, settings] of [
    ['a text', 'f(|);\nnext(thing);', '(a,b);\nnext(thing);\nmore', causal],
    ['a draft', 'f(|);\nnext(thing);', '(a,b);\nnext(thing);\nmore', drafted],
    ['lines', 'x = |\n\n  nextLine();\n', ' 1 + 2\n  nextLine();\n', causal],
    ['an end', 'f(|);\nnext(thing);', '(a,b¶', causal],
  ] as const)
    it(`shows nothing of ${what} that runs into what follows, while it is written`, async () => {
      const model = scriptedOpenModel({ texts: [text] });
      const { outcome, events } = await runFill(model, { ...requestOf(marked), settings: { ...settings, candidates: 1 } }); // prettier-ignore
      assert.ok(outcome.kind === 'filled');
      const last = events.findLastIndex(({ kind }) => kind === 'start');
      const live = events.slice(0, last).flatMap((event) => (event.kind === 'step' ? event.step : [])); // prettier-ignore
      const shown = new Set(live.flatMap(({ reveals }) => reveals.map(({ position }) => position)));
      const [header] = events.slice(last).flatMap((event) => (event.kind === 'start' ? event.header : [])); // prettier-ignore
      const fill = header!.candidates[0]!.lengths[0]!;
      assert.deepEqual(
        [...shown].sort((a, b) => a - b),
        [...Array(fill).keys()],
      );
    });

  it('copies what stands already, in a fraction of the forwards', async () => {
    const written = 'const total = sum(readings);\n';
    const model = scriptedOpenModel({ texts: [' sum(readings);\nreturn total;'] });
    const request = requestOf(`${written}const other = |\nreturn total;\n`);
    const { outcome } = await runFill(model, { ...request, settings: causal });
    assert.ok(outcome.kind === 'filled');
    assert.deepEqual(outcome.ranked[0]?.texts, ['sum(readings);']);
    const tokens = ' sum(readings);\nreturn'.length; // one a character
    assert.ok(model.causalForwards() < tokens / 3, `${model.causalForwards()}`);
  });

  it('is the same whatever is copied, and takes no more forwards for it', async () => {
    const piece = fc.constantFrom('ab', 'a', ';', '\n', '(', ')', ' x', '¶', 'next(thing)');
    const text = (most: number): fc.Arbitrary<string> =>
      fc.array(piece, { maxLength: most }).map((pieces) => pieces.join(''));
    const cases = fc.record({
      before: text(12),
      after: text(6),
      script: text(12),
      other: fc.constantFrom(undefined, 'xy;\nab'),
      mayEndAfter: fc.constantFrom(undefined, 'a', 'ab;'),
      candidates: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ before, after, script, candidates, ...chances }) => {
        const run = async () => {
          const [other, mayEndAfter] = [chances.other, chances.mayEndAfter];
          const model = scriptedOpenModel({
            texts: [script],
            ...(other === undefined ? {} : { other }),
            ...(mayEndAfter === undefined ? {} : { mayEndAfter }),
          });
          const marked = `${before.replaceAll('¶', '')}|${after.replaceAll('¶', '')}\n`;
          const settings = { ...causal, candidates };
          const { outcome } = await runFill(model, { ...requestOf(marked), settings });
          const fills = outcome.kind === 'filled' ? outcome.ranked : [];
          return { fills, forwards: model.causalForwards() };
        };
        const fast = await run();
        const copying = mock.method(Copies.prototype, 'after', () => []);
        try {
          const plain = await run();
          assert.deepEqual(fast.fills, plain.fills);
          assert.ok(fast.forwards <= plain.forwards);
        } finally {
          copying.mock.restore();
        }
      }),
      { numRuns: 200, seed: 20261201 },
    );
  });

  it('tells what was drafted, and what came of it', async () => {
    const texts = ['(alpha,beta);\nnext(thing);'];
    const model = scriptedOpenModel({ texts, drafts: ['(alXha,bXta'] });
    const request = requestOf('f(|);\nnext(thing);');
    const { outcome, events } = await runFill(model, { ...request, settings: drafted });
    assert.ok(outcome.kind === 'filled');
    const start = events.findLastIndex(({ kind }) => kind === 'start');
    const steps = events.slice(start).flatMap((event) => (event.kind === 'step' ? event.step : []));
    const said = steps.flatMap(({ drafts = [] }) => drafts);
    const textAt = new Map(
      steps.flatMap(({ views }) => views.map(({ position, top }) => [position, top[0]?.text])),
    );
    assert.deepEqual([...new Set(said.map(({ verdict }) => verdict))].sort(), ['rejected', 'unread', 'verified']); // prettier-ignore
    for (const { position, text, verdict } of said) {
      if (verdict === 'verified') assert.equal(text, textAt.get(position));
      if (verdict === 'rejected') assert.notEqual(text, textAt.get(position));
    }
  });

  for (const settings of [causal, drafted])
    it(`tells what each token is chosen from before it comes, by ${settings.sampler}`, async () => {
      const model = scriptedOpenModel({
        texts: ['(alpha,beta);\nnext(thing);'],
        drafts: ['(alXha,bXta'],
      });
      const asked = { ...requestOf('f(|);\nnext(thing);'), settings, unfiltered: true };
      const { outcome, events } = await runFill(model, asked);
      assert.ok(outcome.kind === 'filled');
      const start = events.findLastIndex(({ kind }) => kind === 'start');
      const steps = events.slice(start).flatMap((event) => (event.kind === 'step' ? event.step : [])); // prettier-ignore
      let [known, wider] = [0, 0];
      for (const { views, reveals, index } of steps.slice(1)) {
        for (const position of new Set(reveals.map((reveal) => reveal.position))) {
          const before = steps[index - 1]?.views.find((view) => view.position === position);
          assert.equal(before?.visible, 0, `${position}`);
          const text = views.find((view) => view.position === position)?.top[0]?.text;
          assert.equal(before.top[0]?.text, text, 'the likeliest one came');
          assert.ok(before.candidateCount > 1 && before.entropy >= 0);
          wider += Number((before.unfiltered?.candidateCount ?? 0) > before.candidateCount);
          known++;
        }
      }
      assert.ok(known > 0 && wider > 0, `${known} ${wider}`);
    });

  it('stops where no later end can be likelier, before the text has run far into what follows', async () => {
    const texts = [' 1 + 2\n  nextLine();\n'];
    const model = scriptedOpenModel({ texts });
    const request = requestOf('x = |\n  nextLine();\n');
    const settings = { ...causal, candidates: 1 };
    const { outcome } = await runFill(model, { ...request, settings });
    assert.ok(outcome.kind === 'filled');
    assert.deepEqual(outcome.ranked[0]?.texts, ['1 + 2']);
    assert.ok(model.causalForwards() < ' 1 + 2\n  nextLine'.length, `${model.causalForwards()}`);
  });

  const closing: readonly [string, string, OpenScript, string][] = [
    [
      'leaves a bracket to the text that closes it, where both are nearly as likely',
      'a.ts',
      { texts: [' return;\n}¶'], mayEndAfter: ' return;' },
      'return;',
    ],
    [
      'takes prose as it comes',
      'a.md',
      { texts: [' return;\n}¶'], mayEndAfter: ' return;' },
      'return;\n}',
    ],
    [
      'closes what it opened',
      'a.ts',
      { texts: [' if (a) {\n}¶'], mayEndAfter: ' if (a) {' },
      'if (a) {\n}',
    ],
    [
      'closes too much where nothing else is likely',
      'a.ts',
      { texts: [' return;\n}¶'] },
      'return;\n}',
    ],
  ];
  for (const [name, fileName, script, expected] of closing) {
    it(name, async () => {
      const request = { ...requestOf('g(() => {\n  |\n});\nnext();'), fileName };
      const { outcome } = await runFill(scriptedOpenModel(script), {
        ...request,
        settings: causal,
      });
      assert.ok(outcome.kind === 'filled');
      assert.equal(outcome.ranked[0]?.texts[0], expected);
    });
  }

  it('offers a text that begins otherwise, where that is nearly as likely', async () => {
    const model = scriptedOpenModel({
      texts: ['ab;\nnext(thing);'],
      other: 'xy;\nnext(thing);',
    });
    const request = requestOf('|;\nnext(thing);');
    const { outcome, events } = await runFill(model, { ...request, settings: causal });
    assert.ok(outcome.kind === 'filled');
    assert.deepEqual(outcome.ranked.map(({ texts }) => texts[0]).sort(), ['ab', 'xy']);
    checkTold(events);
  });

  it('has as many tokens as were asked for', async () => {
    for (const settings of [causal, drafted]) {
      const model = scriptedOpenModel({ texts: ['(a,b);\nnext'] });
      const { outcome } = await runFill(model, {
        ...requestOf('f(|);\nnext(thing);'),
        settings: { ...settings, length: { kind: 'tokens', tokens: 2 } },
      });
      assert.ok(outcome.kind === 'filled');
      assert.deepEqual(outcome.ranked[0]?.texts, ['a,']);
    }
  });

  it('tells the canvas how long it is, where another sampler fills it', async () => {
    const model = scriptedOpenModel({ texts: ['(a,b);\nnext(thing);'] });
    const { outcome } = await runFill(model, {
      ...requestOf('f(|);\nnext(thing);'),
      settings: { sampler: 'entropy', candidates: 1 },
    });
    assert.ok(outcome.kind === 'filled', JSON.stringify(outcome));
    assert.deepEqual(outcome.ranked[0]?.texts, ['a,b']);
  });

  it('stops wherever it is cancelled', async () => {
    for (let after = 0; after < 4; after++) {
      const controller = new AbortController();
      const model = scriptedOpenModel({ texts: ['(a,b);\nnext(thing);'] });
      const prepare = model.denoiser.prepare.bind(model.denoiser);
      model.denoiser.prepare = async (stream) => {
        const context = await prepare(stream);
        const tree = context.textsAfter(0);
        let count = 0;
        const write: typeof tree.write = (branches) => {
          if (count++ === after) controller.abort();
          return tree.write(branches);
        };
        return { ...context, textsAfter: () => ({ write }) };
      };
      const { signal } = controller;
      const { outcome } = await runFill(model, { ...requestOf('f(|);\nnext(thing);'), settings: causal, signal }); // prettier-ignore
      assert.equal(outcome.kind, 'cancelled');
    }
  });
});

/** The last telling reveals every digit of every candidate once, and ends with no mask left. */
function checkTold(events: readonly FillEvent[]): void {
  const recorder = new TraceRecorder();
  for (const event of events) recorder.add(event);
  const trace = recorder.traceOf({ kind: 'cancelled', statistics: {} as never });
  assert.ok(trace);
  const revealed = trace.steps.flatMap(({ reveals }) =>
    reveals.map(({ candidate, position, digit }) => `${candidate}.${position}.${digit}`),
  );
  const expected = trace.header.candidates.flatMap(
    ({ lengths }, candidate) =>
    Array.from({ length: 2 * lengths.reduce((a, b) => a + b, 0) }, (_, i) => `${candidate}.${i >> 1}.${i & 1}`), // prettier-ignore
  );
  assert.deepEqual([...revealed].sort(), [...expected].sort());
  assert.ok(revealed.length === 0 || trace.steps.at(-1)!.reveals.length > 0);
  assert.deepEqual(
    trace.steps.map(({ index }) => index),
    [...trace.steps.keys()],
  );
}
