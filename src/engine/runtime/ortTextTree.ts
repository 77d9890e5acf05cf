import type { Clock } from '../../base/clock';
import { hidden, type CachedGraph, type KeysValues } from './cachedGraph';
import type { Branch, BranchLogits, TextTree } from './denoiser';
import { GrowingPast } from './growingPast';

/** A token that has been written, and where its keys and values lie. */
interface Node {
  readonly parent: number | undefined;
  readonly slot: number;
}

/**
 * Texts after a stream on ONNX Runtime. All their tokens lie behind the stream in one past, which is
 * none of any candidate's; the mask shows each branch its own ancestors.
 */
export class OrtTextTree implements TextTree {
  private readonly past: GrowingPast;
  private readonly streamTokens: number;
  private readonly nodes: Node[] = [];

  constructor(
    private readonly graph: CachedGraph,
    stream: KeysValues,
    private readonly clock: Clock,
  ) {
    this.past = new GrowingPast(stream, graph.facts);
    this.streamTokens = stream.tokens;
  }

  async write(branches: readonly Branch[]): Promise<BranchLogits> {
    const started = this.clock.now();
    const candidates = branches.length; // B
    const width = Math.max(...branches.map(({ tokens }) => tokens.states.length)); // T
    const states = new Int32Array(candidates * width);
    const positions = new Int32Array(candidates * width);
    for (const [row, { tokens }] of branches.entries()) {
      states.set(tokens.states, row * width); // what pads it comes after it, so nothing sees it
      positions.set(tokens.positions, row * width);
    }
    const { logits, keys, values } = await this.graph.run(
      {
        batch: candidates,
        width,
        states,
        positions,
        mask: this.mask(branches, width),
        maskRows: width,
        past: this.past.keysValues,
        select: Int32Array.from({ length: width }, (_, index) => index),
      },
      ['logits', 'keys', 'values'],
    );
    const nodes = branches.map(({ after, tokens }, candidate) => {
      let parent = after;
      return Array.from(tokens.states, (_, position) => {
        const slot = this.past.reserve();
        this.past.put(slot, { keys, values }, { candidates, width, candidate, position });
        parent = this.nodes.push({ parent, slot }) - 1;
        return parent;
      });
    });
    return { logits, width, nodes, milliseconds: this.clock.now() - started };
  }

  /** A token sees the stream, its ancestors and itself. [B, 1, T, past + T] */
  private mask(branches: readonly Branch[], width: number): Float32Array {
    const { tokens } = this.past;
    const columns = tokens + width;
    const mask = new Float32Array(branches.length * width * columns);
    for (const [branch, { after }] of branches.entries()) {
      const first = branch * width * columns;
      const row = mask.subarray(first, first + columns);
      row.fill(hidden, this.streamTokens);
      for (let node = this.nodes[after ?? -1]; node !== undefined; node = this.nodes[node.parent ?? -1]) row[node.slot] = 0; // prettier-ignore
      for (let index = 0; index < width; index++) {
        if (index > 0) mask.copyWithin(first + index * columns, first, first + columns);
      }
      for (let index = 0; index < width; index++) {
        const at = first + index * columns + tokens;
        mask.fill(0, at, at + index + 1);
      }
    }
    return mask;
  }
}
