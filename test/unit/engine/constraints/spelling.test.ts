import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRng } from '../../../../src/base/rng';
import type { Automaton } from '../../../../src/text/automaton';
import { balance } from '../../../../src/engine/constraints/balance';
import { forbidden } from '../../../../src/engine/constraints/forbidden';
import { languageOf } from '../../../../src/text/language';
import { indentation } from '../../../../src/engine/constraints/indentation';
import { lineCount } from '../../../../src/engine/constraints/lineCount';
import { regex } from '../../../../src/text/regex/regex';
import { required } from '../../../../src/engine/constraints/required';
import { spelling } from '../../../../src/engine/constraints/spelling';
import type { Constraint } from '../../../../src/engine/constraints/constraint';
import { Canvas, type CanvasLayout } from '../../../../src/engine/diffusion/canvas';
import { noCorrector } from '../../../../src/engine/diffusion/correct/corrector';
import { keepLikeliest } from '../../../../src/engine/diffusion/correct/keepLikeliest';
import { remask } from '../../../../src/engine/diffusion/correct/remask';
import { rescaledShare } from '../../../../src/engine/diffusion/correct/remaskShare';
import { ancestral } from '../../../../src/engine/diffusion/reveal/ancestral';
import { blocks } from '../../../../src/engine/diffusion/reveal/blocks';
import { entropyBounded } from '../../../../src/engine/diffusion/reveal/entropyBounded';
import { firstHitting } from '../../../../src/engine/diffusion/reveal/firstHitting';
import { stability } from '../../../../src/engine/diffusion/reveal/stability';
import { threshold } from '../../../../src/engine/diffusion/reveal/threshold';
import { topConfidence } from '../../../../src/engine/diffusion/reveal/topConfidence';
import { linearSchedule } from '../../../../src/engine/diffusion/schedule';
import { codecOf, runSampler, samplerOptions, ScriptedContext, type Order } from '../../support/scripted'; // prettier-ignore
import { accepts } from './accepts';
import { spoken } from '../../support/spoken';

const pieces = ['a', '(', ')', '()', '\n', '"', 'b)', '{', '}', 'ab', ''];
const pieceBytes = pieces.map((piece) => new TextEncoder().encode(piece));
const banned = pieces.length - 1; // as a special token is

function regexOf(source: string): Automaton {
  const made = regex(source);
  if (!made.ok) throw new Error(spoken(made.failure));
  return made.value;
}

function balanceAround(before: string, after: string): Automaton {
  const spans = [{ start: before.length, end: before.length }];
  return balance(before + after, spans, languageOf({ fileName: 'a.ts' }))!;
}

const languages: Readonly<Record<string, readonly Automaton[]>> = {
  'two lines': [lineCount([{ least: 2, most: 2, endsLine: false }])],
  'a text kept out': [forbidden('a(')],
  'a text asked for': [required('ab')],
  'the indentation around': [indentation('f\n  (\n  )', [{ start: 5, end: 5 }])],
  'an expression': [regexOf('a*\\(b?\\)')],
  'balance with nothing asked for': [balanceAround('', '')],
  'balance with brackets to close': [balanceAround('f({', ';')],
  'all at once': [
    balanceAround('f(', '\n'),
    forbidden('aa'),
    lineCount([{ least: 1, most: 2, endsLine: false }]),
  ],
};

const rules = [
  ancestral(),
  ancestral(linearSchedule, rescaledShare(0.5)),
  firstHitting(),
  entropyBounded(),
  topConfidence(),
  threshold(0.5),
  stability(),
  blocks(2, entropyBounded()),
];
const correctors = [noCorrector, remask(rescaledShare(0.5)), keepLikeliest(0.5, 3, 0)];

const allowed = Uint8Array.from(pieces, (_, id) => (id === banned ? 0 : 1));

function held(
  automata: readonly Automaton[],
  order: Order,
  skipped: readonly number[],
): Constraint {
  const codec = codecOf(pieces.length, [2, 4], order);
  return spelling({ automata, codec, pieceBytes, allowedAt: () => allowed, skipped });
}

/** Tokens by position that occur in some fill that agrees with the digits known. */
function byEnumeration(
  canvas: Canvas,
  automata: readonly Automaton[],
  skip: number,
): Set<number>[] {
  const length = canvas.lengths[0]!;
  const found = Array.from({ length }, () => new Set<number>());
  const ids = new Int32Array(pieces.length);
  const choices = Array.from({ length }, (_, position) => {
    const count = canvas.codec.consistent(canvas.digitsOf(0, position), allowed, ids);
    return [...ids.subarray(0, count)];
  });
  const visit = (tokens: readonly number[]): void => {
    if (tokens.length < length) {
      for (const token of choices[tokens.length]!) visit([...tokens, token]);
      return;
    }
    const text = tokens.map((token) => pieces[token]!);
    text[0] = text[0]?.slice(skip) ?? '';
    if (automata.every((automaton) => accepts(automaton, text.join('')))) {
      for (const [position, token] of tokens.entries()) found[position]!.add(token);
    }
  };
  visit([]);
  return found;
}

describe('spelling', () => {
  for (const [name, automata] of Object.entries(languages)) {
    for (const order of ['nested', 'independent'] as const) {
      it(`allows exactly what some fill has, whatever is known already (${name}, ${order})`, () => {
        const codec = codecOf(pieces.length, [2, 4], order);
        const reveals = fc.array(fc.tuple(fc.nat(3), fc.nat(pieces.length - 2), fc.nat(2)), { maxLength: 3 }); // prettier-ignore
        fc.assert(
          fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(1), reveals, (length, skip, given) => {
            const canvas = new Canvas(codec, [[{ position: 0, length, following: 0 }]], 64);
            for (const [position, token, digits] of given) {
              const bits = order === 'nested' ? (digits % 2 === 0 ? 1 : 3) : digits + 1;
              if (position >= length || canvas.visible(0, position) !== 0) continue;
              canvas.fix(0, position, bits, token);
            }
            const run = held(automata, order, [skip]).begin(canvas.viewOf(0));
            const expected = byEnumeration(canvas, automata, skip);
            const ids = new Int32Array(pieces.length);
            for (const [position, tokens] of expected.entries()) {
              const count = codec.consistent(canvas.digitsOf(0, position), run.allowedAt(position), ids); // prettier-ignore
              assert.deepEqual([...ids.subarray(0, count)], [...tokens].sort((a, b) => a - b)); // prettier-ignore
            }
            assert.equal(run.impossible() === undefined, expected.every((set) => set.size > 0)); // prettier-ignore
          }),
          { numRuns: 40 },
        );
      });

      it(`never leads to a place where nothing fits (${name}, ${order})`, async () => {
        const codec = codecOf(pieces.length, [2, 4], order);
        await fc.assert(
          fc.asyncProperty(fc.nat(), fc.integer({ min: 3, max: 9 }), fc.constantFrom(...rules), fc.constantFrom(...correctors), async (seed, length, rule, corrector) => {
            const context = new ScriptedContext(pieces.length, (states, position, token) =>
              4 * Math.sin(seed + 12.9 * token + 78.2 * position + states.reduce((a, s) => 1.3 * a + s, 0)),
            );
            const options = samplerOptions(codec, [length], context, {
              rule,
              corrector,
              constraint: held(automata, order, [0]),
              steps: 12,
              rng: seededRng(seed),
              topCount: 0,
            });
            const { outcome } = await runSampler(options);
            assert.equal(outcome.kind, 'filled');
            const [fill] = outcome.fills;
            const text = [...fill!.tokens].map((token) => pieces[token]).join('');
            for (const automaton of automata) assert.ok(accepts(automaton, text), text);
          }),
          { numRuns: 60 },
        ); // prettier-ignore
      });
    }
  }

  it('holds several holes together, also those of no tokens', async () => {
    const text = 'f([ , ';
    const spans = [3, 6].map((at) => ({ start: at, end: at }));
    const automaton = balance(text, spans, languageOf({ fileName: 'a.ts' }))!;
    const codec = codecOf(pieces.length, [2, 4], 'nested');
    const layout = (lengths: readonly number[]): CanvasLayout =>
      lengths.map((length) => ({ position: 0, length, following: 0 }));
    // No piece has “]”, so that what is open stays open.
    const constraint = held([automaton], 'nested', [0, 0]);
    const canvas = new Canvas(codec, [layout([0, 2]), layout([1, 0])], 64);
    assert.match(spoken(constraint.begin(canvas.viewOf(0)).impossible()), /^No fill of 2 tokens .* lacks “\]”, “\)”/); // prettier-ignore
    const closed = balance('f( , ', [{ start: 2, end: 2 }, { start: 5, end: 5 }], languageOf({ fileName: 'a.ts' }))!; // prettier-ignore
    const context = new ScriptedContext(pieces.length, () => 0);
    const { outcome } = await runSampler(
      samplerOptions(codec, [1], context, { canvas: new Canvas(codec, [layout([0, 2]), layout([1, 0])], 64), constraint: held([closed], 'nested', [0, 0]) }), // prettier-ignore
    );
    assert.ok(outcome.kind === 'filled');
    for (const { candidate, tokens } of outcome.fills) {
      const all = [...tokens].map((token) => pieces[token]).join('');
      assert.ok(accepts(closed, candidate === 0 ? '' : all, candidate === 0 ? all : ''));
    }
    assert.equal(outcome.fills.length, 2);
  });

  it('names the one that cannot be met', () => {
    const automata = [lineCount([{ least: 3, most: 3, endsLine: false }]), forbidden('zz')];
    const codec = codecOf(pieces.length, [2, 4], 'nested');
    const canvas = new Canvas(codec, [[{ position: 0, length: 1, following: 0 }]], 64);
    const why = held(automata, 'nested', [0]).begin(canvas.viewOf(0)).impossible();
    assert.equal(spoken(why), 'No fill of 1 token will do, because the fill must have 3 lines.');
  });

  it('finds out what pieces do once, of however many lengths it says why none will do', () => {
    let asked = 0;
    const counted = required('ab'.repeat(40));
    const long: Automaton = {
      ...counted,
      effectOf: (piece) => (asked++, counted.effectOf(piece)),
    };
    const constraint = held([long, forbidden('zz')], 'nested', [0]);
    const codec = codecOf(pieces.length, [2, 4], 'nested');
    const why = Array.from({ length: 9 }, (_, i) => {
      const canvas = new Canvas(codec, [[{ position: 0, length: i + 1, following: 0 }]], 64);
      const sentence = spoken(constraint.begin(canvas.viewOf(0)).impossible());
      return { sentence, asked };
    });
    assert.match(why.at(-1)!.sentence, /^No fill of 9 tokens .* must have “abab/);
    assert.equal(why.at(-1)!.asked, why[0]!.asked);
  });

  it('gives the same set as long as nothing has changed', () => {
    const codec = codecOf(pieces.length, [2, 4], 'nested');
    const canvas = new Canvas(codec, [[{ position: 0, length: 5, following: 0 }]], 64);
    const run = held(languages['an expression']!, 'nested', [0]).begin(canvas.viewOf(0));
    const before = run.allowedAt(4);
    assert.equal(run.allowedAt(4), before);
    canvas.fix(0, 0, 3, 0); // “a”, which changes nothing at the end
    assert.equal(run.allowedAt(4), before);
  });

  it('takes back what it concluded from digits that are hidden again', () => {
    const codec = codecOf(pieces.length, [2, 4], 'nested');
    const canvas = new Canvas(codec, [[{ position: 0, length: 2, following: 0 }]], 64);
    const run = held(languages['two lines']!, 'nested', [0]).begin(canvas.viewOf(0));
    const before = run.allowedAt(1);
    canvas.reveal(0, 0, 3, 4); // the one line end that there may be
    assert.notEqual(run.allowedAt(1), before);
    canvas.hide(0, 0, 3);
    assert.equal(run.allowedAt(1), before);
  });
});
