import type { Clock } from '../../base/clock';
import type { CachedGraph, KeysValues } from './cachedGraph';
import { causalMask, joinRows } from './contextCache';
import type { CausalLogits, ContextStream, Continuation } from './denoiser';

/** A causal continuation on ONNX Runtime. It keeps keys and values of its own. */
export class OrtContinuation implements Continuation {
  constructor(
    private readonly graph: CachedGraph,
    private past: KeysValues,
    private readonly clock: Clock,
  ) {}

  async extend({ states, positions }: ContextStream): Promise<CausalLogits> {
    const started = this.clock.now();
    const { past } = this;
    const width = states.length;
    const { logits, keys, values } = await this.graph.run(
      {
        batch: 1,
        width,
        states,
        positions,
        remaining: new Int32Array(width),
        mask: causalMask(past.tokens, width),
        maskRows: width,
        past,
        select: Int32Array.from(states.keys()),
      },
      ['logits', 'keys', 'values'],
    );
    const { headDim } = this.graph.facts;
    this.past = {
      tokens: past.tokens + width,
      keys: joinRows(past.keys, keys, [past.tokens, width], headDim),
      values: joinRows(past.values, values, [past.tokens, width], headDim),
    };
    return { logits, milliseconds: this.clock.now() - started };
  }
}
