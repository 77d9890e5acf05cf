import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  hidden,
  type CachedGraph,
  type GraphInput,
} from '../../../../src/engine/runtime/cachedGraph';
import type { CanvasBatch } from '../../../../src/engine/runtime/denoiser';
import { SettledTokens } from '../../../../src/engine/runtime/settledTokens';
import { stoppedClock } from '../../support/scripted';

const facts = { layers: 2, kvHeads: 3, headDim: 2 };
const planes = facts.layers * facts.kvHeads;
const numbers = facts.headDim;

/** A token's value in a plane: of its own, and of no other token. */
const valueOf = (state: number, position: number, plane: number): number =>
  (state * 31 + position) * (plane + 1);

/** What a position is told of itself, as one number. */
const selfOf = (state: number, position: number, remaining: number): number =>
  (state * 100 + position) * 100 + remaining;

/**
 * A network whose tokens say the same whatever stands around them, so that keeping them is exact. Its
 * two logits are the sum of all that a position sees, over all planes, and what it is itself.
 */
class ScriptedGraph {
  readonly facts = facts;
  /** Cells computed by each forward, without padding. */
  readonly computed: number[] = [];

  run(input: GraphInput): Promise<Record<string, Float32Array>> {
    const { batch, width, past, states, positions, remaining, mask, select } = input;
    const columns = past.tokens + width;
    const values = new Float32Array(planes * batch * width * numbers);
    const logits = new Float32Array(batch * select.length * 2);
    let cells = 0;
    for (let row = 0; row < batch; row++) {
      let seen = 0;
      for (let column = 0; column < columns; column++) {
        if (mask[row * columns + column] === hidden) continue;
        const own = column - past.tokens;
        if (own >= 0) cells++;
        for (let plane = 0; plane < planes; plane++) {
          seen +=
            own < 0
              ? past.values[(plane * past.tokens + column) * numbers]!
              : valueOf(states[row * width + own]!, positions[row * width + own]!, plane);
        }
      }
      for (const [index, at] of select.entries()) {
        const cell = row * width + at;
        const self = selfOf(states[cell]!, positions[cell]!, remaining![cell]!);
        logits.set([seen, self], (row * select.length + index) * 2);
      }
      for (let plane = 0; plane < planes; plane++) {
        const [layer, head] = [Math.floor(plane / facts.kvHeads), plane % facts.kvHeads];
        for (let at = 0; at < width; at++) {
          const to = ((layer * batch + row) * facts.kvHeads + head) * width + at;
          const cell = row * width + at;
          values[to * numbers] = valueOf(states[cell]!, positions[cell]!, plane);
        }
      }
    }
    this.computed.push(cells);
    return Promise.resolve({ logits, keys: values.map((value) => -value), values });
  }
}

const stream = {
  tokens: 2,
  keys: new Float32Array(planes * 2 * numbers).fill(-5),
  values: new Float32Array(planes * 2 * numbers).fill(5),
};

/** States of each candidate's positions; `open` those that have a digit masked. */
interface Laid {
  readonly candidate: number;
  readonly states: readonly number[];
  readonly open: readonly boolean[];
}

function batchOf(laid: readonly Laid[]): CanvasBatch {
  const width = Math.max(...laid.map(({ states }) => states.length));
  const cells = laid.length * width;
  const at = (cell: number): readonly [Laid, number] => [
    laid[Math.floor(cell / width)]!,
    cell % width,
  ];
  const of = (value: (row: Laid, position: number) => number): Int32Array =>
    Int32Array.from({ length: cells }, (_, cell) => value(...at(cell)));
  return {
    candidates: laid.length,
    rows: laid.map(({ candidate }) => candidate),
    width,
    lengths: Int32Array.from(laid, ({ states }) => states.length),
    states: of(({ states }, position) => states[position] ?? 0),
    positions: of((_, position) => position),
    remaining: of(({ states }, position) => states.length - position),
    settled: Uint8Array.from(of(({ open }, position) => (open[position] === false ? 1 : 0))),
  };
}

function expectedSum({ states }: Laid): number {
  let sum = planes * stream.tokens * 5;
  for (let plane = 0; plane < planes; plane++) {
    for (const [position, state] of states.entries()) sum += valueOf(state, position, plane);
  }
  return sum;
}

describe('tokens that have settled', () => {
  const cell = fc.record({ state: fc.nat(3), open: fc.boolean() });
  const row = fc.record({
    isThere: fc.boolean(),
    cells: fc.array(cell, { minLength: 40, maxLength: 40 }),
  });

  it('are kept once computed, each for its own candidate, whatever settles, is hidden again or drops out', async () => {
    const lengths = [40, 7, 23]; // together more than there is room for at once
    const forwards = fc.array(fc.tuple(row, row, row), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(forwards, async (canvases) => {
        const graph = new ScriptedGraph();
        const canvas = new SettledTokens(graph as unknown as CachedGraph, stream, stoppedClock);
        const known = new Map<string, number>(); // state of what was computed as settled
        for (const rows of canvases) {
          const laid = rows.flatMap(({ isThere, cells }, candidate): Laid[] => {
            const used = cells.slice(0, lengths[candidate]);
            const open = used.map((one) => one.open);
            if (!isThere || !open.includes(true)) return [];
            return [{ candidate, states: used.map((one) => one.state), open }];
          });
          if (laid.length === 0) continue;
          const { logits } = await canvas.logits(batchOf(laid));
          const width = Math.max(...laid.map(({ states }) => states.length));
          let toCompute = 0;
          for (const [at, one] of laid.entries()) {
            for (const [position, isOpen] of one.open.entries()) {
              const name = `${one.candidate}:${position}`;
              if (isOpen) {
                const self = selfOf(one.states[position]!, position, one.states.length - position);
                const told = logits.slice((at * width + position) * 2).slice(0, 2);
                assert.deepEqual([...told], [expectedSum(one), self]);
              }
              if (isOpen || known.get(name) !== one.states[position]) toCompute++;
              if (!isOpen) known.set(name, one.states[position]!);
            }
          }
          assert.equal(graph.computed.at(-1), toCompute);
        }
      }),
      { numRuns: 60 },
    );
  });
});
