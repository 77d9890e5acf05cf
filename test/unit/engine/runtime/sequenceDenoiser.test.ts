import assert from 'node:assert/strict';
import type { Manifest } from '../../../../src/engine/model/manifest';
import type { CanvasBatch } from '../../../../src/engine/runtime/denoiser';
import { SequenceDenoiser } from '../../../../src/engine/runtime/sequenceDenoiser';
import type { SequenceInput } from '../../../../src/engine/runtime/sequenceGraph';
import { plainManifest } from '../../support/manifests';
import { stoppedClock } from '../../support/scripted';
import { scriptedManifest } from '../../support/scriptedModel';

/** Two digits in base 3 of a vocabulary of 9: 16 states, of which 15 is all mask. */
function manifestOf(tells: 'own' | 'next'): Manifest {
  const graph = { kind: 'plain', file: 'denoiser.onnx', heads: 2, tells };
  const tokenizer = { file: 'tokenizer.json', vocabulary: 9, special: {} };
  const subTokens = { length: 2, base: 3, codebook: 'identity', order: 'independent' };
  return scriptedManifest({ ...plainManifest(), graph, tokenizer, subTokens });
}

/** Answers each place with its own number in the call, the row times 100 and the index. */
class CountingGraph {
  readonly calls: SequenceInput[] = [];
  readonly facts: { readonly file: string; readonly length: number; readonly heads: number };

  constructor(heads = 2) {
    this.facts = { file: 'x', length: 2, heads };
  }

  run(input: SequenceInput): Promise<Float32Array> {
    this.calls.push(input);
    const { select, width } = input;
    const logits = new Float32Array(select.length * 9);
    for (const [at, flat] of select.entries()) {
      logits.fill(100 * Math.floor(flat / width) + (flat % width), at * 9, (at + 1) * 9);
    }
    return Promise.resolve(logits);
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}

const mask = 15;
/** A text of five tokens with room for holes at 2 and at 13: `a b [..] c d [..] e`. */
const stream = {
  states: Int32Array.of(0, 1, 2, 4, 5),
  positions: Int32Array.of(0, 1, 12, 13, 24),
};

function canvas(
  rows: readonly (readonly (readonly [position: number, state: number])[])[],
): CanvasBatch {
  // prettier-ignore
  const width = Math.max(...rows.map(({ length }) => length));
  const states = new Int32Array(rows.length * width);
  const positions = new Int32Array(rows.length * width);
  for (const [row, cells] of rows.entries()) {
    for (const [at, [position, state]] of cells.entries()) {
      states[row * width + at] = state;
      positions[row * width + at] = position;
    }
  }
  return {
    ...{ candidates: rows.length, rows: [...rows.keys()], width },
    ...{ lengths: Int32Array.from(rows, ({ length }) => length), states, positions },
    ...{ remaining: new Int32Array(states.length), settled: new Uint8Array(states.length) },
  };
}

async function told(
  batch: CanvasBatch,
  { tells = 'own', graph = new CountingGraph() }: { readonly tells?: 'own' | 'next'; readonly graph?: CountingGraph } = {}, // prettier-ignore
): Promise<{
  readonly calls: readonly SequenceInput[];
  readonly at: (row: number, place: number) => number;
}> {
  // prettier-ignore
  const denoiser = new SequenceDenoiser(graph, manifestOf(tells), 'cpu', stoppedClock);
  const context = await denoiser.prepare(stream);
  const { logits } = await context.logits(batch);
  const at = (row: number, place: number): number => logits[(row * batch.width + place) * 9]!;
  return { calls: graph.calls, at };
}

describe('a denoiser of whole sequences', () => {
  const two = canvas([
    [[2, mask], [3, 6], [14, mask]], // prettier-ignore
    [[2, mask], [14, mask]], // prettier-ignore
  ]);

  it('puts canvases where they stand in the text, each digit by itself', async () => {
    const { calls } = await told(two);
    const [{ digits, rows, width }] = calls as [SequenceInput];
    assert.deepEqual([rows, width], [2, 8]);
    // States in base 4: 0 1 | ? 6 | 2 4 | ? | 5
    const first = [0, 0, 0, 1, 3, 3, 1, 2, 0, 2, 1, 0, 3, 3, 1, 1];
    const second = [0, 0, 0, 1, 3, 3, 0, 2, 1, 0, 3, 3, 1, 1];
    assert.deepEqual([...digits], [...first, ...second, 0, 0]);
  });

  it('lets nobody attend to what pads a shorter candidate', async () => {
    const { calls } = await told(two);
    const [{ attention }] = calls as [SequenceInput];
    assert.deepEqual([...attention.subarray(0, 15)], new Array(15).fill(0));
    assert.ok(attention[15]! < -1e8);
  });

  it('reads the logits of each place where the graph tells them', async () => {
    const own = await told(two);
    const places = (answer: typeof own): number[] =>
      [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1]].map(([row, place]) => answer.at(row!, place!)); // prettier-ignore
    assert.deepEqual(places(own), [2, 3, 6, 102, 105]);
    assert.deepEqual(places(await told(two, { tells: 'next' })), [1, 2, 5, 101, 104]);
  });

  it('reads the first place of a sequence at itself, as there is none before', async () => {
    const graph = new CountingGraph();
    const denoiser = new SequenceDenoiser(graph, manifestOf('next'), 'cpu', stoppedClock);
    const context = await denoiser.prepare({ states: Int32Array.of(4), positions: Int32Array.of(9) }); // prettier-ignore
    await context.logits(canvas([[[0, mask], [1, mask]]])); // prettier-ignore
    assert.deepEqual([...graph.calls[0]!.select], [0, 0]);
  });

  it('asks for what is wanted alone', async () => {
    const { calls, at } = await told({ ...two, wanted: Int32Array.of(2) });
    assert.deepEqual([...calls[0]!.select], [6], 'the second candidate has no such place');
    assert.equal(at(0, 2), 6);
  });

  it('computes candidates one after the other where memory would not hold them together', async () => {
    const heads = 2 ** 26 / 64; // scores of one row of eight tokens
    const { calls, at } = await told(two, { graph: new CountingGraph(heads) });
    assert.deepEqual(calls.map(({ rows }) => rows), [1, 1]); // prettier-ignore
    assert.deepEqual([at(0, 2), at(1, 1)], [6, 5]);
  });
});
