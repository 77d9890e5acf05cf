import assert from 'node:assert/strict';
import { seededRng } from '../../../../src/base/rng';
import { lineCount } from '../../../../src/engine/constraints/lineCount';
import { spelling } from '../../../../src/engine/constraints/spelling';
import { unconstrained } from '../../../../src/engine/constraints/constraint';
import { Canvas } from '../../../../src/engine/diffusion/canvas';
import { draftAndVerify, type DraftOptions } from '../../../../src/engine/diffusion/draftAndVerify';
import type { SamplerOutcome, SamplerStep } from '../../../../src/engine/diffusion/step';
import { DrawnToken, plainDraw } from '../../../../src/engine/diffusion/tokenChoice';
import type { Codec } from '../../../../src/engine/tokens/codec';
import { critical, chiSquare } from './reveal/chiSquare';
import type { ExactLaw } from '../../support/exactLaw';
import { dependentPair, dependentTriple } from '../../support/exactLaw';
import { codecOf, oneHole, stoppedClock, type Order, type Script } from '../../support/scripted';
import { ScriptedTwins, tailOf } from '../../support/scriptedTwins';

interface Draw {
  readonly context: ScriptedTwins;
  readonly lengths: readonly number[];
  readonly temperature: number;
  readonly changes?: Partial<DraftOptions>;
}

async function run(
  codec: Codec,
  { context, lengths, temperature, changes }: Draw,
): Promise<{ readonly steps: SamplerStep[]; readonly outcome: SamplerOutcome }> {
  const sampling = draftAndVerify({
    canvas: new Canvas(codec, lengths.map(oneHole), 64),
    context,
    canvases: context,
    constraint: unconstrained,
    law: new DrawnToken(codec, { ...plainDraw, temperature }),
    tails: lengths.map(tailOf),
    ahead: 0,
    rng: seededRng(1),
    topCount: 0,
    signal: new AbortController().signal,
    clock: stoppedClock,
    ...changes,
  });
  const steps: SamplerStep[] = [];
  for (;;) {
    const next = await sampling.next();
    if (next.done === true) return { steps, outcome: next.value };
    steps.push(next.value);
  }
}

function tokensOf(outcome: SamplerOutcome, candidate = 0): number[] {
  assert.ok(outcome.kind === 'filled');
  return [...outcome.fills[candidate]!.tokens];
}

/**
 * The law of writing from left to right, by enumeration: at each place the conditional law at a
 * temperature, over the tokens with which a text that is allowed can still be written.
 */
function leftToRightLaw(
  law: ExactLaw,
  codec: Codec,
  { temperature = 1, isAllowed = () => true }: Partial<Chain> = {},
): number[] {
  const script = law.script();
  const all: number[][] = [[]];
  for (let position = 0; position < law.positions; position++) {
    const longer = all.flatMap((text) =>
      Array.from({ length: codec.vocabulary }, (_, token) => [...text, token]),
    );
    all.splice(0, all.length, ...longer);
  }
  const written = all.filter((text) => isAllowed(text));
  const isOpen = (prefix: readonly number[]): boolean =>
    written.some((text) => prefix.every((token, i) => text[i] === token));
  const probabilities = law.probabilities.map(() => 0);
  for (const text of written) {
    let probability = 1;
    for (let position = 0; position < text.length; position++) {
      const states = text.map((token, i) =>
        i < position ? codec.stateOf(token) : codec.maskState,
      );
      const weights = Array.from({ length: codec.vocabulary }, (_, token) =>
        isOpen([...text.slice(0, position), token])
          ? Math.exp(script(states, position, token) / temperature)
          : 0,
      );
      probability *= weights[text[position]!]! / weights.reduce((a, b) => a + b, 0);
    }
    probabilities[law.indexOf(text)] = probability;
  }
  return probabilities;
}

interface Chain {
  readonly temperature: number;
  readonly isAllowed: (tokens: readonly number[]) => boolean;
}

/** A draft that knows something, and is wrong about the rest. */
function poorDraft(law: ExactLaw): Script {
  const script = law.script();
  return (states, position, token) =>
    0.5 * script(states, position, token) + Math.sin(3 * token + position);
}

const orders: readonly Order[] = ['independent', 'nested'];

describe('drafting and verifying', () => {
  for (const order of orders) {
    for (const [name, temperature, ahead] of [
      ['all at once', 1, 0],
      ['one token ahead', 1, 1],
      ['colder', 0.5, 0],
    ] as const) {
      it(`samples exactly the law of writing from left to right, whatever is drafted (${name}, ${order})`, async () => {
        for (const [codec, law] of [
          [codecOf(7, [2, 3], order), dependentPair(codecOf(7, [2, 3], order))],
          [codecOf(4, [2, 2], order), dependentTriple(codecOf(4, [2, 2], order))],
        ] as const) {
          const context = new ScriptedTwins(codec, { draft: poorDraft(law), causal: law.script() });
          const rng = seededRng(11);
          const observed = law.probabilities.map(() => 0);
          for (let fill = 0; fill < 2500; fill++) {
            const changes = { ahead, rng: rng.split(fill) };
            const draw = { context, lengths: [law.positions], temperature, changes };
            observed[law.indexOf(tokensOf((await run(codec, draw)).outcome))]!++;
          }
          const statistic = chiSquare(observed, leftToRightLaw(law, codec, { temperature }));
          const most = critical(law.probabilities.length - 1);
          assert.ok(statistic < most, `χ² = ${statistic}, not below ${most} (p < .001)`);
        }
      });
    }

    it(`samples exactly that law also where a constraint looks at all places (${order})`, async () => {
      const codec = codecOf(4, [2, 2], order);
      const law = dependentTriple(codec);
      const context = new ScriptedTwins(codec, { draft: poorDraft(law), causal: law.script() });
      const constraint = spelling({
        automata: [lineCount([{ least: 2, most: 2, endsLine: false }])],
        codec,
        pieceBytes: ['a', '\n', 'b', 'c'].map((piece) => new TextEncoder().encode(piece)),
        allowedAt: () => undefined,
        skipped: [],
      });
      const isAllowed = (text: readonly number[]): boolean =>
        text.filter((token) => token === 1).length === 1;
      const rng = seededRng(12);
      const observed = law.probabilities.map(() => 0);
      for (let fill = 0; fill < 2500; fill++) {
        const changes = { constraint, rng: rng.split(fill) };
        const draw = { context, lengths: [3], temperature: 1, changes };
        observed[law.indexOf(tokensOf((await run(codec, draw)).outcome))]!++;
      }
      const statistic = chiSquare(observed, leftToRightLaw(law, codec, { isAllowed }));
      assert.ok(statistic < critical(26), `χ² = ${statistic}`); // 3 · 3 · 3 texts
    });
  }

  const codec = codecOf(8, [3, 2], 'nested');
  /** Sure of nothing much, another answer for every text before. */
  const writer =
    (seed: number): Script =>
    (states, position, token) =>
      3 * Math.sin(seed + 5.7 * token + states.slice(0, position).reduce((a, s) => 1.7 * a + s, 1));

  function greedy(script: Script, length: number): number[] {
    const text: number[] = [];
    while (text.length < length) {
      const states = [...text.map((token) => codec.stateOf(token)), codec.maskState];
      const logits = Array.from({ length: 8 }, (_, token) => script(states, text.length, token));
      text.push(logits.indexOf(Math.max(...logits)));
    }
    return text;
  }

  it('writes at temperature 0 what writing from left to right would, in several canvases at once', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const causal = writer(seed);
      const context = new ScriptedTwins(codec, { draft: writer(seed + 0.4), causal });
      const lengths = [12, 7, 1];
      const { outcome, steps } = await run(codec, { context, lengths, temperature: 0 });
      for (const [candidate, length] of lengths.entries()) {
        assert.deepEqual(tokensOf(outcome, candidate), greedy(causal, length));
      }
      const seen = steps.flatMap(({ reveals }) =>
        reveals.map(({ candidate, position, digit }) => `${candidate} ${position} ${digit}`),
      );
      assert.equal(seen.length, 20 * 3);
      assert.equal(new Set(seen).size, seen.length, 'a digit was revealed twice');
    }
  });

  it('takes two forwards for a draft that is right, and never one more a token than that', async () => {
    const causal = writer(3);
    const right = new ScriptedTwins(codec, {
      // Knows the very text, though nothing of it is visible yet.
      draft: (_states, position, token) => (greedy(causal, 12)[position] === token ? 9 : 0),
      causal,
    });
    const quick = await run(codec, { context: right, lengths: [12], temperature: 0 });
    assert.ok(quick.outcome.kind === 'filled');
    assert.equal(quick.outcome.statistics.evaluations, 2);
    assert.equal(right.forwards, 2);
    const wrong = new ScriptedTwins(codec, {
      draft: (states, position, token) => -causal(states, position, token),
      causal,
    });
    const slow = await run(codec, { context: wrong, lengths: [12], temperature: 0 });
    assert.ok(slow.outcome.kind === 'filled');
    assert.equal(slow.steps.length, 12);
    // The last token of a canvas is asked of the causal half at once.
    assert.equal(slow.outcome.statistics.evaluations, 2 * 12 - 1);
    assert.deepEqual(tokensOf(slow.outcome), tokensOf(quick.outcome));
  });

  it('counts for a fill what its tokens cost from left to right', async () => {
    const causal = writer(5);
    const context = new ScriptedTwins(codec, { draft: writer(6), causal });
    const { outcome } = await run(codec, { context, lengths: [6], temperature: 1 });
    assert.ok(outcome.kind === 'filled');
    const [fill] = outcome.fills;
    let expected = 0;
    for (const [position, token] of fill!.tokens.entries()) {
      const states = [...fill!.tokens.subarray(0, position)].map((known) => codec.stateOf(known));
      const logits = Array.from({ length: 8 }, (_, id) => causal(states as number[], position, id));
      expected += logits[token]! - Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
    }
    assert.ok(Math.abs(fill!.logProbability - expected) < 1e-5);
  });

  it('shows what is drafted until it is decided, and settles every position once', async () => {
    const context = new ScriptedTwins(codec, { draft: writer(6), causal: writer(7) });
    const { steps } = await run(codec, {
      context,
      lengths: [5],
      temperature: 0,
      changes: { topCount: 2 },
    });
    const shown = steps[0]!.views.map(({ position, visible }) => [position, visible]);
    const decided = new Set(steps[0]!.reveals.map(({ position }) => position));
    assert.deepEqual(shown, [0, 1, 2, 3, 4].map((p) => [p, decided.has(p) ? 7 : 0])); // prettier-ignore
    const settled = steps.flatMap(({ views }) => views.filter(({ visible }) => visible === 7));
    assert.deepEqual(settled.map(({ position }) => position).sort(), [0, 1, 2, 3, 4]);
    assert.ok(
      settled.every(({ candidateCount, entropy }) => candidateCount === 1 && entropy === 0),
    );
  });

  it('tells of each draft whether it came out, was rejected or not looked at', async () => {
    const verdicts = new Set<string>();
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const causal = writer(seed);
      const context = new ScriptedTwins(codec, { draft: writer(seed + 0.4), causal });
      const { steps, outcome } = await run(codec, { context, lengths: [6, 3], temperature: 0, changes: { topCount: 1 } }); // prettier-ignore
      for (const { drafts = [], reveals } of steps) {
        for (const candidate of [0, 1]) {
          const tokens = tokensOf(outcome, candidate);
          const own = drafts.filter((draft) => draft.candidate === candidate);
          const revealed = new Set(
            reveals.filter((one) => one.candidate === candidate).map(({ position }) => position),
          );
          for (const { position, token, verdict } of own) {
            verdicts.add(verdict);
            assert.equal(revealed.has(position), verdict !== 'unread');
            if (verdict === 'verified') assert.equal(token, tokens[position]);
            if (verdict === 'rejected') assert.notEqual(token, tokens[position]);
          }
          const order = own.map(({ verdict }) => verdict).join(' ');
          assert.match(order, /^(verified ?)*(rejected ?)?(unread ?)*$/u);
        }
      }
    }
    assert.deepEqual([...verdicts].sort(), ['rejected', 'unread', 'verified']);
  });

  it('tells of no draft where nobody looks', async () => {
    const context = new ScriptedTwins(codec, { draft: writer(6), causal: writer(7) });
    const { steps } = await run(codec, { context, lengths: [5], temperature: 0 });
    assert.ok(steps.every(({ drafts }) => drafts === undefined));
  });

  it('keeps what was given from the start, and asks nothing about it', async () => {
    const causal = writer(2);
    const canvas = new Canvas(codec, [oneHole(4)], 64);
    canvas.fix(0, 0, 7, 5);
    canvas.fix(0, 2, 1, 6); // the first of its three digits
    const context = new ScriptedTwins(codec, { draft: writer(1), causal });
    const { outcome } = await run(codec, { context, lengths: [4], temperature: 0, changes: { canvas } }); // prettier-ignore
    const [first, , third] = tokensOf(outcome);
    assert.equal(first, 5);
    assert.equal(third! >> 2, 6 >> 2);
  });

  it('stops at whichever forward it is cancelled', async () => {
    for (const at of [1, 2, 3, 4, 5]) {
      const stop = new AbortController();
      const scripts = { draft: writer(1), causal: writer(9) };
      const context = new ScriptedTwins(codec, scripts, (n) => n === at && stop.abort());
      const changes = { signal: stop.signal };
      const { outcome } = await run(codec, { context, lengths: [9], temperature: 0, changes });
      assert.equal(outcome.kind, 'cancelled');
      assert.equal(context.forwards, at);
    }
  });

  it('says so where nothing fits', async () => {
    const context = new ScriptedTwins(codec, { draft: writer(1), causal: writer(2) });
    const constraint = spelling({
      automata: [lineCount([{ least: 9, most: 9, endsLine: false }])],
      codec,
      pieceBytes: Array.from({ length: 8 }, (_, id) => Uint8Array.of(id)),
      allowedAt: () => undefined,
      skipped: [],
    });
    const { outcome } = await run(codec, { context, lengths: [3], temperature: 0, changes: { constraint } }); // prettier-ignore
    assert.ok(outcome.kind === 'unsatisfiable');
    assert.match(
      outcome.failure.message,
      /^No fill of 3 tokens will do, because the fill must have 9/,
    );
    assert.equal(context.forwards, 0);
  });
});
