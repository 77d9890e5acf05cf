import assert from 'node:assert/strict';
import { withElsewhere } from '../../../../src/engine/infill/cachedContext';
import { ElsewhereLaw } from '../../../../src/engine/infill/elsewhereLaw';
import { LeftSide } from '../../../../src/engine/infill/leftSide';
import { Names } from '../../../../src/engine/infill/names';
import { NgramCache } from '../../../../src/engine/infill/ngramCache';
import { unhealed } from '../../../../src/engine/infill/heal';
import type { CanvasBatch, PreparedContext } from '../../../../src/engine/runtime/denoiser';
import { scriptedModel, tokenizer } from '../../support/scriptedModel';
import { scriptedTexts } from '../../support/scriptedTexts';

const model = scriptedModel([]);
const { codec } = model;
const { vocabulary } = codec;
const edges = { begins: new Uint8Array(vocabulary), ends: new Uint8Array(vocabulary) };
/** What followed 105 106 107 was 108, what followed 106 107 108 was 109. */
const cache = new NgramCache([Int32Array.of(105, 106, 107, 108, 109)], edges);
const law = new ElsewhereLaw({ cache, names: new Names([]), tokenizer, share: 0.5 });
const states = (...tokens: number[]): Int32Array => codec.statesOf(Int32Array.from(tokens));

/** The likeliest token where something was said; undefined where it was not. */
function told(logits: Float32Array, row: number): number | undefined {
  const row_ = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
  const most = Math.max(...row_);
  return most === 0 ? undefined : row_.indexOf(most);
}

/** A stream at positions 0 …, and holes after so many of its tokens; the last right behind it. */
function cached(stream: readonly number[], begins = [stream.length]): PreparedContext {
  const canvases = ({ candidates, width }: { candidates: number; width: number }) =>
    Promise.resolve({ logits: new Float32Array(candidates * width * vocabulary), milliseconds: 0 });
  const context: PreparedContext = {
    encodedTokens: 0,
    milliseconds: 0,
    logits: canvases,
    keepingSettled: () => ({ logits: canvases }),
    continued: canvases,
    textsAfter: () => scriptedTexts(vocabulary, () => new Float32Array(vocabulary)),
  };
  const holes = begins.map((begin) => ({ ...unhealed, begin }));
  const positions = Int32Array.from(stream, (_, i) => (i < begins[0]! ? i : i + 100));
  const plan = { tokens: Int32Array.from(stream), positions, holes };
  return withElsewhere(context, { law, left: new LeftSide(model, plan), codec });
}

describe('A context with texts from elsewhere', () => {
  it('goes on from the stream, along each branch from its own ancestors', async () => {
    const tree = cached([101, 105, 106]).textsAfter(2);
    const positions = Int32Array.of(2, 3, 4);
    const first = await tree.write([{ tokens: { states: states(106, 107, 108), positions } }]);
    assert.deepEqual([0, 1, 2].map((row) => told(first.logits, row)), [107, 108, 109]); // prettier-ignore
    const [, seven, eight] = first.nodes[0]!;
    const next = await tree.write([
      { after: seven!, tokens: { states: states(108), positions: Int32Array.of(4) } },
      { after: seven!, tokens: { states: states(101), positions: Int32Array.of(4) } },
      { after: eight!, tokens: { states: states(108), positions: Int32Array.of(5) } },
    ]);
    assert.deepEqual(
      [0, 1, 2].map((row) => told(next.logits, row)),
      [109, undefined, undefined],
    );
  });

  it('tells the same of texts in one forward, at the places that are asked for', async () => {
    // The stream's last token is given again, as it always is.
    const { logits } = await cached([105, 106, 107]).continued({
      candidates: 2,
      width: 3,
      states: states(107, 108, 101, 107, 101, 108),
      positions: Int32Array.of(2, 3, 4, 2, 3, 4),
      wanted: Int32Array.of(0, 1),
    });
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((row) => told(logits, row)),
      [108, 109, undefined, 108, undefined, undefined],
    );
  });

  it('reads before each hole what stands there, not what the stream has before it', async () => {
    // The first hole is behind 105, 106; the second one's text before it stands further on.
    const context = cached([105, 106, 106, 107], [2, 104]);
    const batch = canvas([undefined, undefined], [2, 104]);
    const { logits } = await context.logits(batch);
    assert.deepEqual([told(logits, 0), told(logits, 1)], [107, 108]);
  });

  for (const [name, forward] of [
    ['canvases', (context: PreparedContext, batch: CanvasBatch) => context.logits(batch)],
    ['canvases whose settled tokens are kept', (context: PreparedContext, batch: CanvasBatch) => context.keepingSettled().logits(batch)], // prettier-ignore
  ] as const) {
    it(`tells ${name} of the places whose neighbour to the left is decided`, async () => {
      const batch = canvas([107, undefined, undefined, 107, 108, undefined]);
      const { logits } = await forward(cached([105, 106]), batch);
      assert.deepEqual(
        [1, 2, 5].map((row) => told(logits, row)),
        [108, undefined, 109],
      );
    });

    it(`tells ${name} nothing of places that are not asked for`, async () => {
      const batch = { ...canvas([107, undefined, undefined]), wanted: Int32Array.of(2) };
      const { logits } = await forward(cached([105, 106]), batch);
      assert.deepEqual([0, 1, 2].map((row) => told(logits, row)), [undefined, undefined, undefined]); // prettier-ignore
    });
  }
});

/** A canvas behind two tokens. */
function canvas(
  tokens: readonly (number | undefined)[],
  positions = tokens.map((_, i) => i + 2),
): CanvasBatch {
  const width = tokens.length;
  return {
    candidates: 1,
    rows: [0],
    width,
    lengths: Int32Array.of(width),
    states: Int32Array.from(tokens, (token) => (token === undefined ? codec.maskState : codec.stateOf(token))), // prettier-ignore
    positions: Int32Array.from(positions),
    remaining: Int32Array.from(tokens, (_, i) => width - i),
    settled: Uint8Array.from(tokens, (token) => (token === undefined ? 0 : 1)),
  };
}
