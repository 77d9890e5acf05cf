import assert from 'node:assert/strict';
import { seededRng } from '../../../../src/base/rng';
import { streamTokens } from '../../../../src/engine/model/specialTokens';
import { DrawnToken, plainDraw } from '../../../../src/engine/diffusion/tokenChoice';
import { writeLeftToRight } from '../../../../src/engine/infill/leftToRight';
import { planFill } from '../../../../src/engine/infill/plan';
import type { LengthChoice } from '../../../../src/settings/field';
import type { TextTree } from '../../../../src/engine/runtime/denoiser';
import { chiSquare, critical } from '../diffusion/reveal/chiSquare';
import { stoppedClock } from '../../support/scripted';
import { scriptedTexts } from '../../support/scriptedTexts';
import { scriptedModel, tokenizer } from '../../support/scriptedModel';

const model = scriptedModel([]);
const { codec, manifest } = model;
const letters = ['a', 'b', 'c'];
const ends = '|';
/** Letters that a hole has at most: after so many it ends. */
const most = 2;

/** What is written so far, with an end after each hole, says how likely a letter or an end is next. */
function weight(written: string, next: string): number {
  const begun = written.split(ends).at(-1)!.length;
  if (begun >= most) return next === ends ? 1 : 0;
  const seen = Array.from(written).reduce(
    (sum, letter, i) => sum + letter.charCodeAt(0) * (i + 1),
    0,
  );
  return 1 + ((seen + 3 * next.charCodeAt(0)) % 7);
}

/** The causal half of a network that holds to these weights. */
function causalTexts(): TextTree {
  const tokenOf = new Map([...letters, ends].map((next) => [next, next === ends ? streamTokens(manifest.tokenizer).end : tokenizer.encode(next)[0]!])); // prettier-ignore
  const nextOf = new Map<number, string>([...tokenOf].map(([next, id]) => [codec.stateOf(id), next])); // prettier-ignore
  return scriptedTexts(273, (states) => {
    // The stream's last token comes first of all; a sentinel says only that a hole begins.
    const written = states.slice(1).map((state) => nextOf.get(state) ?? '').join(''); // prettier-ignore
    const logits = new Float32Array(273).fill(-Infinity);
    for (const [next, id] of tokenOf) logits[id] = Math.log(weight(written, next));
    return logits;
  });
}

/** Every text with its probability: a letter first, since to put nothing at a cursor is no fill. */
function lawOf(holes: number, length: LengthChoice): ReadonlyMap<string, number> {
  const law = new Map<string, number>();
  const write = (written: string, probability: number): void => {
    const parts = written.split(ends);
    if (parts.length > holes) {
      law.set(written, probability);
      return;
    }
    const begun = parts.at(-1)!.length;
    if (length.kind === 'tokens' && begun === length.tokens) {
      write(written + ends, probability);
      return;
    }
    const mayEnd = length.kind === 'auto' && begun > 0;
    const open = mayEnd ? [...letters, ends] : letters;
    const total = open.reduce((sum, next) => sum + weight(written, next), 0);
    for (const next of open) {
      const share = weight(written, next) / total;
      if (share > 0) write(written + next, probability * share);
    }
  };
  write('', 1);
  return law;
}

describe('the law of writing from left to right', () => {
  const lengths: readonly LengthChoice[] = [{ kind: 'auto' }, { kind: 'tokens', tokens: most }];
  for (const length of lengths) {
    it(`is the causal one at temperature 1, in several holes, with their ends (length ${length.kind})`, async () => {
      const spans = [1, 3].map((at) => ({ start: at, end: at }));
      const document = { text: '( )', fileName: 'a.ts', spans: spans.slice(0, 1) };
      const two = { text: '()[]', fileName: 'a.ts', spans };
      for (const given of [document, two]) {
        const planned = planFill(given, manifest, tokenizer, { edges: 'as-is' });
        assert.ok(planned.ok);
        const holes = given.spans.length;
        const law = lawOf(holes, length);
        const texts = [...law.keys()];
        const { outcome, lengths: written } = await writeLeftToRight(model, planned.value, {
          context: { textsAfter: causalTexts },
          constraint: model.ordinary,
          lengths: given.spans.map(() => length),
          candidates: 4000,
          choice: new DrawnToken(codec, { ...plainDraw, temperature: 1 }),
          rng: seededRng(31),
          signal: new AbortController().signal,
          clock: stoppedClock,
        });
        assert.ok(outcome.kind === 'filled');
        const observed = texts.map(() => 0);
        for (const [candidate, { tokens, logProbability }] of outcome.fills.entries()) {
          let from = 0;
          const parts = written[candidate]!.map((count) => {
            from += count;
            return tokenizer.decode(tokens.subarray(from - count, from)) + ends;
          });
          const text = texts.indexOf(parts.join(''));
          observed[text]!++;
          const expected = Math.log(law.get(texts[text]!)!);
          assert.ok(Math.abs(logProbability - expected) < 1e-4, parts.join(''));
        }
        const statistic = chiSquare(observed, [...law.values()]);
        const limit = critical(texts.length - 1);
        assert.ok(statistic < limit, `χ² = ${statistic}, not below ${limit} (p < .001)`);
      }
    });
  }
});
