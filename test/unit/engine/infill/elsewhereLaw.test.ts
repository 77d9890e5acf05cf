import assert from 'node:assert/strict';
import { ElsewhereLaw, type Left } from '../../../../src/engine/infill/elsewhereLaw';
import { FragmentGate } from '../../../../src/engine/infill/fragmentGate';
import { Names } from '../../../../src/engine/infill/names';
import { NgramCache } from '../../../../src/engine/infill/ngramCache';
import { oddsOfName, oddsOfNgram } from '../../../../src/engine/infill/sureness';
import { wordEdgesOf } from '../../../../src/engine/infill/wordEdges';
import { scriptedModel, tokenizer } from '../../support/scriptedModel';

const model = scriptedModel([]);
const vocabulary = model.codec.vocabulary;
const token = (text: string): number => tokenizer.encode(text)[0]!;

function lawOf(texts: readonly string[], share = 0.3): ElsewhereLaw {
  const sources = texts.map((text) => tokenizer.encode(text));
  const cache = new NgramCache(sources, wordEdgesOf(tokenizer.pieceBytes));
  return new ElsewhereLaw({ cache, names: new Names(texts), tokenizer, share });
}

function leftOf(before: string, fragment = '', written = ''): Left {
  const gate = new FragmentGate(model, new TextEncoder().encode(fragment));
  return { before: [...tokenizer.encode(before)], written: [...tokenizer.encode(written)], gate };
}

const network = (): Float32Array =>
  Float32Array.from({ length: vocabulary }, (_, id) => Math.sin(id));

function probabilities(logits: Float32Array, among?: Uint8Array): number[] {
  const weights = Array.from(logits, (logit, id) => (among?.[id] === 0 ? 0 : Math.exp(logit)));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** Probability of a token, mixed, and as the network has it. */
function mixed(law: ElsewhereLaw, left: Left, text: string): readonly [number, number] {
  const logits = network();
  law.mix(logits, left);
  return [probabilities(logits)[token(text)]!, probabilities(network())[token(text)]!];
}

describe('What texts elsewhere say', () => {
  for (const share of [0.1, 0.3, 0.9])
    it(`of what followed gets its share of the law, and the network the rest: ${share}`, () => {
      const logits = network();
      lawOf(['; x=7; x=8;'], share).mix(logits, { ...leftOf('; x='), gate: undefined });
      const odds = oddsOfNgram(share, { words: 4, likeliest: 0.5 });
      const given = odds / (1 + odds);
      const seen = new Map([[token('7'), 0.5], [token('8'), 0.5]]); // prettier-ignore
      const own = probabilities(network());
      const all = probabilities(logits);
      assert.ok(Math.abs(all.reduce((a, b) => a + b) - 1) < 1e-9);
      for (const [id, probability] of all.entries()) {
        const expected = (1 - given) * own[id]! + given * (seen.get(id) ?? 0);
        assert.ok(Math.abs(probability - expected) < 1e-6, `${id}: ${probability}, ${expected}`);
      }
    });

  it('moves nothing where nothing agrees', () => {
    const logits = network();
    lawOf(['; x=7;']).mix(logits, leftOf('y(y'));
    assert.deepEqual(logits, network());
  });

  it('moves more where more words agree, and where all say the same', () => {
    const known = lawOf(['a.b(c=7', 'k.k(k=5; k=6; k=8']);
    const odds = ([now, before]: readonly [number, number]): number => now - before;
    const long = odds(mixed(known, leftOf('a.b(c='), '7'));
    const short = odds(mixed(known, leftOf('y.y(c='), '7'));
    const unsure = odds(mixed(known, leftOf('k='), '6'));
    assert.ok(long > short && short > unsure && unsure > 0, `${long}, ${short}, ${unsure}`);
  });

  it('grows with the share that the settings give it', () => {
    for (const odds of [
      (share: number) => oddsOfNgram(share, { words: 2, likeliest: 1 }),
      (share: number) => oddsOfName(share, { letters: 4, likeliest: 1 }),
    ]) {
      const all = [0, 0.1, 0.3, 0.9].map(odds);
      assert.equal(all[0], 0);
      assert.deepEqual([...all].sort((a, b) => a - b), all); // prettier-ignore
    }
  });

  describe('of a name that has been begun', () => {
    const known = lawOf(['def calibrate_zorblax(self):', 'other'], 0.6);

    it('makes its rest likelier, token after token', () => {
      const whole = 'calibrate_zorblax';
      for (let at = 4; at < whole.length; at++) {
        const left = leftOf('x.cali', '', whole.slice(4, at));
        const [now, before] = mixed(known, left, whole[at]!);
        assert.ok(now > 4 * before, `${whole.slice(0, at)}: ${before} → ${now}`);
      }
    });

    it('counts what is spelt again as said, and tells the odds among what can spell it', () => {
      const logits = network();
      const left = leftOf('x.c', 'ali');
      known.mix(logits, left);
      const among = left.gate!.after(0, false);
      const given = oddsOfName(0.6, { letters: 4, likeliest: 1 });
      const own = probabilities(network(), among)[token('a')]!;
      const expected = (own + given) / (1 + given);
      assert.ok(Math.abs(probabilities(logits, among)[token('a')]! - expected) < 1e-6);
    });

    for (const [name, left] of [
      ['fewer than three letters', leftOf('x.ca')],
      ['a name that nobody knows', leftOf('x.calx')],
      ['a name that the fill itself began', leftOf('x.', '', 'cali')],
      ['what is no name', leftOf('x = (')],
    ] as const)
      it(`says nothing of ${name}`, () => {
        const logits = network();
        lawOf(['calibrate_zorblax'], 0.6).mixLengths(logits, left);
        assert.deepEqual(logits, network());
      });

    it('tells of places further on, unless what is known between says another name', () => {
      const [b, r] = [token('b'), token('r')];
      for (const [further, text, isTold] of [
        [[undefined], 'r', true],
        [[b], 'r', true],
        [[undefined, r], 'a', true],
        [[undefined, b], 'a', false],
        [[token('x')], 'r', false],
        [Array.from({ length: 13 }, () => undefined), 'x', false], // behind its end
      ] as const) {
        const logits = network();
        known.mixAhead(logits, leftOf('x.cali'), further);
        const now = probabilities(logits)[token(text)]!;
        const before = probabilities(network())[token(text)]!;
        assert.equal(now > 4 * before, isTold, `${further.join()} ${text}`);
      }
    });

    it('leaves its part to the network where the name also stands by itself', () => {
      const alone = mixed(lawOf(['calibrate']), leftOf('x.cali'), 'b')[0];
      const both = mixed(lawOf(['calibrate cali cali']), leftOf('x.cali'), 'b')[0];
      assert.ok(both < alone);
    });

    it('makes lengths likelier that hold its rest', () => {
      const lengths = Float32Array.from({ length: 20 }, (_, n) => 2 ** -(n + 1));
      lengths[19]! *= 2;
      const before = lengths.slice();
      known.mixLengths(lengths, leftOf('x.c', 'ali'));
      const rest = tokenizer.encode('alibrate_zorblax').length;
      assert.ok(Math.abs(lengths.reduce((a, b) => a + b) - 1) < 1e-6);
      for (const [n, probability] of lengths.entries())
        assert.equal(probability > before[n]!, n >= rest, `${n} tokens`);
    });
  });
});
