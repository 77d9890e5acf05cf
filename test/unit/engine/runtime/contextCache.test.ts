import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  hidden,
  type CachedGraph,
  type GraphInput,
} from '../../../../src/engine/runtime/cachedGraph';
import {
  causalMask,
  ContextCache,
  firstRows,
  joinRows,
} from '../../../../src/engine/runtime/contextCache';

const facts = { kind: 'cached', file: 'x', layers: 2, kvHeads: 1, headDim: 2 } as const;
const planes = facts.layers * facts.kvHeads;

/** A causal network in miniature: a token's key is the sum of what it may attend to. */
class ScriptedGraph {
  readonly facts = facts;
  readonly widths: number[] = [];

  run(input: GraphInput): Promise<Record<string, Float32Array>> {
    const { width, past, states, positions, mask } = input;
    this.widths.push(width);
    const keys = new Float32Array(planes * width * facts.headDim);
    for (let plane = 0; plane < planes; plane++) {
      for (let row = 0; row < width; row++) {
        let sum = 0;
        for (let column = 0; column < past.tokens + width; column++) {
          if (mask[row * (past.tokens + width) + column] === hidden) continue;
          const own = column - past.tokens;
          sum +=
            own >= 0
              ? (states[own]! * 31 + positions[own]!) * (plane + 1)
              : past.values[(plane * past.tokens + column) * facts.headDim]!;
        }
        keys[(plane * width + row) * facts.headDim] = sum % 10007;
      }
    }
    // The value is what a token itself brings, so that a sum over the past can be taken again.
    const values = new Float32Array(keys.length);
    for (let plane = 0; plane < planes; plane++) {
      for (let row = 0; row < width; row++) {
        values[(plane * width + row) * facts.headDim] =
          (states[row]! * 31 + positions[row]!) * (plane + 1);
      }
    }
    return Promise.resolve({ keys, values });
  }
}

function cacheOver(graph: ScriptedGraph): ContextCache {
  return new ContextCache(graph as unknown as CachedGraph);
}

const streamOf = (
  states: readonly number[],
  shift = 0,
): { states: Int32Array; positions: Int32Array } => ({
  states: Int32Array.from(states),
  positions: Int32Array.from(states, (_, i) => i + shift),
});

describe('the context cache', () => {
  it('holds after any sequence of streams what a fresh one would hold', async () => {
    const stream = fc.tuple(fc.array(fc.nat(2), { minLength: 1, maxLength: 9 }), fc.nat(1));
    await fc.assert(
      fc.asyncProperty(fc.array(stream, { minLength: 1, maxLength: 5 }), async (streams) => {
        const cache = cacheOver(new ScriptedGraph());
        for (const [states, shift] of streams) {
          const { cache: kept } = await cache.encode(streamOf(states, shift));
          const { cache: fresh } = await cacheOver(new ScriptedGraph()).encode(
            streamOf(states, shift),
          );
          assert.deepEqual(kept, fresh);
        }
      }),
    );
  });

  const rows: readonly (readonly [string, number[], number[], number])[] = [
    ['everything at first', [], [1, 2, 3], 3],
    ['what was appended', [1, 2, 3], [1, 2, 3, 4, 5], 2],
    ['nothing of the same stream', [1, 2, 3], [1, 2, 3], 0],
    ['nothing of a shorter one', [1, 2, 3], [1, 2], 0],
    ['all that follows a change', [1, 2, 3, 4], [1, 9, 3, 4], 3],
  ];
  for (const [what, before, after, expected] of rows) {
    it(`encodes ${what}, in one forward at most`, async () => {
      const graph = new ScriptedGraph();
      const cache = cacheOver(graph);
      if (before.length > 0) await cache.encode(streamOf(before));
      graph.widths.length = 0;
      const { encodedTokens, cache: held } = await cache.encode(streamOf(after));
      assert.equal(encodedTokens, expected);
      assert.deepEqual(graph.widths, expected === 0 ? [] : [expected]);
      assert.equal(held.tokens, after.length);
      assert.equal(held.keys.length, planes * after.length * facts.headDim);
    });
  }

  it('encodes a long stream in parts, and holds what one part would hold', async () => {
    const graph = new ScriptedGraph();
    const long = streamOf(Array.from({ length: 300 }, (_, i) => i % 7));
    const { cache, encodedTokens } = await cacheOver(graph).encode(long);
    assert.equal(encodedTokens, 300);
    assert.deepEqual(graph.widths, [128, 128, 44]);
    const whole = await graph.run({
      batch: 1,
      width: 300,
      ...long,
      remaining: new Int32Array(300),
      mask: causalMask(0, 300),
      maskRows: 300,
      past: { tokens: 0, keys: new Float32Array(0), values: new Float32Array(0) },
      select: Int32Array.of(0),
    });
    assert.deepEqual(cache.keys, whole['keys']);
    assert.deepEqual(cache.values, whole['values']);
  });

  it('takes a token at another position for another token', async () => {
    const cache = cacheOver(new ScriptedGraph());
    await cache.encode(streamOf([1, 2, 3]));
    assert.equal((await cache.encode(streamOf([1, 2, 3], 1))).encodedTokens, 3);
  });
});

describe('rows of keys', () => {
  it('are cut and joined in every plane', () => {
    const three = Float32Array.of(1, 2, 3, 4, 5, 6); // 2 planes, 3 rows, 1 number
    assert.deepEqual(firstRows(three, 3, 2, 1), Float32Array.of(1, 2, 4, 5));
    assert.deepEqual(
      joinRows(Float32Array.of(1, 2, 4, 5), Float32Array.of(3, 6), [2, 1], 1),
      three,
    );
    assert.deepEqual(joinRows(new Float32Array(0), three, [0, 3], 1), three);
    assert.deepEqual(firstRows(new Float32Array(0), 0, 0, 1), new Float32Array(0));
  });
});

describe('the causal mask', () => {
  it('shows a token the cached ones, those before it and itself', () => {
    const h = Math.fround(hidden);
    assert.deepEqual([...causalMask(1, 3)], [0, 0, h, h, 0, 0, 0, h, 0, 0, 0, 0]);
    assert.deepEqual([...causalMask(0, 1)], [0]);
  });
});
