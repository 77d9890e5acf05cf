import type { Clock } from '../../base/clock';
import type { Manifest } from '../model/manifest';
import type { CachedGraph, GraphInput } from './cachedGraph';
import { causalMask } from './contextCache';
import type { LoadedGraphs } from './modelGraphs';
import { writeDigits } from './sequenceDenoiser';
import { SequenceGraph, type SequenceInput } from './sequenceGraph';

/** Long enough to show the attention errors that some drivers make from 32 queries on. */
const width = 40;
const repeats = 3;

/** What a graph answers to a fixed input, and how long the forward took. */
export interface SelfTest {
  readonly answer: Float32Array;
  readonly milliseconds: number;
}

/**
 * Runs a fixed input through each graph, which shows whether it has the shapes that its manifest
 * promises, and what it answers. Throws what the runtime throws, and if a shape is wrong.
 */
export async function selfTest(
  graphs: LoadedGraphs,
  manifest: Manifest,
  clock: Clock,
): Promise<SelfTest> {
  const answers: Float32Array[] = [];
  const started = clock.now();
  if (graphs instanceof SequenceGraph) answers.push(await answerOfSequence(graphs, manifest));
  else for (const graph of graphs.all) answers.push(await answerOf(graph, manifest));
  const milliseconds = clock.now() - started;
  const answer = new Float32Array(answers.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of answers) {
    answer.set(part, at);
    at += part.length;
  }
  return { answer, milliseconds };
}

/** How fast the graphs are: the least of a few runs, all of them warm. */
export async function timed(
  graphs: LoadedGraphs,
  manifest: Manifest,
  clock: Clock,
): Promise<number> {
  let milliseconds = Infinity;
  for (let i = 0; i < repeats; i++) {
    const started = clock.now();
    if (graphs instanceof SequenceGraph) await graphs.run(sequenceOf(manifest));
    else for (const graph of graphs.all) await graph.run(inputOf(manifest), ['logits']);
    milliseconds = Math.min(milliseconds, clock.now() - started);
  }
  return milliseconds;
}

function inputOf(manifest: Manifest): GraphInput {
  const { base, length } = manifest.subTokens;
  const mask = (base + 1) ** length - 1;
  return {
    batch: 1,
    width,
    states: statesOf(mask),
    positions: Int32Array.from({ length: width }, (_, i) => i),
    mask: causalMask(0, width),
    maskRows: width,
    past: { tokens: 0, keys: new Float32Array(0), values: new Float32Array(0) },
    select: Int32Array.from({ length: width }, (_, i) => i),
  };
}

/** Partly masked states of every kind, by a stride that is prime. */
function statesOf(mask: number): Int32Array {
  return Int32Array.from({ length: width }, (_, i) => (i * 7919) % (mask + 1));
}

function sequenceOf({ subTokens }: Manifest): SequenceInput {
  const { base, length } = subTokens;
  const digits = new Int32Array(width * length);
  for (const [index, state] of statesOf((base + 1) ** length - 1).entries()) {
    writeDigits(state, subTokens, digits, index * length);
  }
  const select = Int32Array.from({ length: width }, (_, i) => i);
  return { rows: 1, width, digits, attention: new Float32Array(width), select };
}

/** The logits. */
async function answerOfSequence(graph: SequenceGraph, manifest: Manifest): Promise<Float32Array> {
  const logits = await graph.run(sequenceOf(manifest));
  const expected = width * manifest.tokenizer.vocabulary;
  if (logits.length === expected) return logits;
  throw new Error(
    `${graph.facts.file}: its output logits has ${logits.length} numbers instead of ${expected}`,
  );
}

/** The logits. */
async function answerOf(graph: CachedGraph, manifest: Manifest): Promise<Float32Array> {
  const expected = {
    logits: width * manifest.tokenizer.vocabulary,
    length_logits: width * (manifest.limits.maxHole + 2),
    keys: graph.cacheSize(width),
    values: graph.cacheSize(width),
  };
  const all = await graph.run(inputOf(manifest), graph.outputNames);
  for (const name of graph.outputNames) {
    if (all[name].length !== expected[name]) {
      throw new Error(
        `${graph.facts.file}: its output ${name} has ${all[name].length} numbers instead of ${expected[name]}`,
      );
    }
  }
  return all.logits;
}

/** Root mean square of the difference over that of `reference`. */
export function compare(answer: Float32Array, reference: Float32Array): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < reference.length; i++) {
    const r = reference[i] ?? 0;
    difference += ((answer[i] ?? 0) - r) ** 2;
    norm += r * r;
  }
  // NaN compares false everywhere, so a device that answers NaN is never below the limit.
  return Math.sqrt(difference / norm);
}
