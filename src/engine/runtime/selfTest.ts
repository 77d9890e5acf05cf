import type { Clock } from '../../base/clock';
import type { Manifest } from '../model/manifest';
import type { CachedGraph } from './cachedGraph';
import { causalMask } from './contextCache';

/** Long enough to show the attention errors that some drivers make from 32 queries on. */
const width = 40;
const repeats = 3;

/**
 * Runs a fixed input, which shows whether the graph has the shapes that its manifest promises,
 * what it answers, and how fast: the least of a few runs, after one to warm up.
 * Throws what the runtime throws, and if a shape is wrong.
 */
export async function selfTest(
  graph: CachedGraph,
  manifest: Manifest,
  clock: Clock,
): Promise<{ readonly answer: Float32Array; readonly milliseconds: number }> {
  const { base, length } = manifest.subTokens;
  const mask = (base + 1) ** length - 1;
  const input = {
    batch: 1,
    width,
    // Partly masked states of every kind, by a stride that is prime.
    states: Int32Array.from({ length: width }, (_, i) => (i * 7919) % (mask + 1)),
    positions: Int32Array.from({ length: width }, (_, i) => i),
    remaining: new Int32Array(width),
    mask: causalMask(0, width),
    maskRows: width,
    past: { tokens: 0, keys: new Float32Array(0), values: new Float32Array(0) },
    select: Int32Array.from({ length: width }, (_, i) => i),
  };
  const expected = {
    logits: width * manifest.tokenizer.vocabulary,
    length_logits: width * (manifest.limits.maxHole + 2),
    keys: graph.cacheSize(width),
    values: graph.cacheSize(width),
  };
  const all = await graph.run(input, ['logits', 'length_logits', 'keys', 'values']);
  for (const name of ['logits', 'length_logits', 'keys', 'values'] as const) {
    if (all[name].length !== expected[name]) {
      throw new Error(
        `its output ${name} has ${all[name].length} numbers instead of ${expected[name]}`,
      );
    }
  }
  let milliseconds = Infinity;
  for (let i = 0; i < repeats; i++) {
    const started = clock.now();
    await graph.run(input, ['logits']);
    milliseconds = Math.min(milliseconds, clock.now() - started);
  }
  return { answer: all.logits, milliseconds };
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
