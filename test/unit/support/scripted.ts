import type { Clock } from '../../../src/base/clock';
import type { Rng } from '../../../src/base/rng';
import { Canvas, type CanvasLayout } from '../../../src/engine/diffusion/canvas';
import type { SamplerOptions } from '../../../src/engine/diffusion/sampler';
import type { SamplerOutcome, SamplerStep } from '../../../src/engine/diffusion/step';
import { sample } from '../../../src/engine/diffusion/sampler';
import { unconstrained } from '../../../src/engine/constraints/constraint';
import { noCorrector } from '../../../src/engine/diffusion/correct/corrector';
import { DrawnToken, plainDraw } from '../../../src/engine/diffusion/tokenChoice';
import { ancestral } from '../../../src/engine/diffusion/reveal/ancestral';
import { seededRng } from '../../../src/base/rng';
import type { CanvasBatch, CanvasLogits } from '../../../src/engine/runtime/denoiser';
import { Codec } from '../../../src/engine/tokens/codec';

export type Order = 'independent' | 'nested';

export function codecOf(
  vocabulary: number,
  [length, base]: readonly [number, number],
  order: Order,
  codebook?: Uint32Array,
): Codec {
  const made = Codec.create({ length, base, order, codebook: 'identity' }, vocabulary, codebook);
  if (!made.ok) throw new Error(made.failure.message);
  return made.value;
}

/** Draws that were written down beforehand; every split reads from the same list. */
export class InjectedRng implements Rng {
  taken = 0;
  constructor(private readonly uniforms: readonly number[]) {}

  uniform(): number {
    const u = this.uniforms[this.taken++];
    if (u === undefined) throw new Error('the injected draws are used up');
    return u;
  }

  split(): Rng {
    return this;
  }
}

/** Logits of a token at a position, given the candidate's states. */
export type Script = (states: readonly number[], position: number, token: number) => number;

/** A network whose every answer is written in the test. It remembers what it was asked. */
export class ScriptedContext {
  readonly batches: { candidates: number; width: number; states: number[][] }[] = [];
  /** The positions whose logits were asked for, by forward. The others are answered with NaN. */
  readonly wanted: (readonly number[] | undefined)[] = [];

  constructor(
    private readonly vocabulary: number,
    private readonly script: Script,
    private readonly onForward: (count: number) => void = () => undefined,
  ) {}

  logits(batch: CanvasBatch): Promise<CanvasLogits> {
    const { candidates, width } = batch;
    const logits = new Float32Array(candidates * width * this.vocabulary).fill(NaN);
    const rows: number[][] = [];
    for (let row = 0; row < candidates; row++) {
      const length = batch.lengths[row]!;
      const states = [...batch.states.subarray(row * width, row * width + length)];
      rows.push(states);
      for (let position = 0; position < length; position++) {
        if (batch.wanted?.includes(position) === false) continue;
        for (let token = 0; token < this.vocabulary; token++) {
          const at = (row * width + position) * this.vocabulary + token;
          logits[at] = this.script(states, position, token);
        }
      }
    }
    this.batches.push({ candidates, width, states: rows });
    this.wanted.push(batch.wanted && [...batch.wanted]);
    this.onForward(this.batches.length);
    return Promise.resolve({ logits, milliseconds: 2 });
  }
}

export const stoppedClock: Clock = { now: () => 0 };

export function oneHole(length: number): CanvasLayout {
  return [{ position: 0, length, following: 0 }];
}

export function samplerOptions(
  codec: Codec,
  lengths: readonly number[],
  context: SamplerOptions['context'],
  { temperature = 1, ...changes }: Partial<SamplerOptions> & { readonly temperature?: number } = {},
): SamplerOptions {
  return {
    canvas: new Canvas(codec, lengths.map(oneHole), 64),
    context,
    constraint: unconstrained,
    rule: ancestral(),
    steps: 8,
    corrector: noCorrector,
    choice: new DrawnToken(codec, { ...plainDraw, temperature }),
    rng: seededRng(1),
    topCount: 5,
    signal: new AbortController().signal,
    clock: stoppedClock,
    ...changes,
  };
}

export async function runSampler(
  options: SamplerOptions,
): Promise<{ steps: SamplerStep[]; outcome: SamplerOutcome }> {
  const steps: SamplerStep[] = [];
  const run = sample(options);
  for (;;) {
    const next = await run.next();
    if (next.done === true) return { steps, outcome: next.value };
    steps.push(next.value);
  }
}
