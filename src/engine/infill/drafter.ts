import type { Posterior } from '../diffusion/posterior';
import type { Speculation } from '../diffusion/speculation';
import type { SamplerView } from '../diffusion/step';
import type { Rng } from '../../base/rng';
import type { CanvasForward } from '../runtime/denoiser';
import type { LoadedModel } from './loadedModel';
import type { Pen } from './pen';

export interface Draft {
  readonly tokens: readonly number[];
  /** What the canvas expects at each of them, if it is to be shown. */
  readonly views: readonly SamplerView[];
  readonly milliseconds: number;
}

export interface DrafterParts {
  readonly canvases: CanvasForward;
  /** The position of the hole's first token. */
  readonly begin: number;
  /** Tokens drafted at once. */
  readonly ahead: number;
  /** Tokens that the hole has, if that is known. */
  readonly length: number | undefined;
  /** Likeliest tokens shown for a position; 0 for no views at all. */
  readonly topCount: number;
  readonly rng: Rng;
}

/** Drafts what follows a text, all at once, on a canvas of which the text is the settled part. */
export class Drafter {
  constructor(
    private readonly model: LoadedModel,
    private readonly posterior: Posterior,
    private readonly speculation: Speculation,
    private readonly parts: DrafterParts,
  ) {}

  async draft(pen: Pen): Promise<Draft> {
    const { model, parts, posterior } = this;
    const { codec, manifest } = model;
    const { begin, length, topCount } = parts;
    const { maxHole } = manifest.limits;
    const known = pen.tokens.length;
    const width = Math.min(known + parts.ahead, length ?? maxHole);
    if (width <= known) return { tokens: [], views: [], milliseconds: 0 };
    const place = (at: number): number => begin + at;
    const left = (at: number): number => Math.min(length === undefined ? maxHole + 1 : length - at, maxHole + 1); // prettier-ignore
    const indices = Int32Array.from({ length: width }, (_, at) => at);
    const states = new Int32Array(width).fill(codec.maskState);
    states.set(codec.statesOf(Int32Array.from(pen.tokens)));
    const { logits, milliseconds } = await parts.canvases.logits({
      candidates: 1,
      rows: [0],
      width,
      lengths: Int32Array.of(width),
      states,
      positions: indices.map(place),
      remaining: indices.map(left),
      settled: new Uint8Array(width).fill(1, 0, known),
      wanted: indices.subarray(known),
    });
    const tokens: number[] = [];
    const views: SamplerView[] = [];
    const masked = new Int32Array(codec.length).fill(codec.base);
    let written = pen.written;
    for (let position = known; position < width; position++) {
      const row = logits.subarray(position * codec.vocabulary, (position + 1) * codec.vocabulary);
      if (posterior.load(row, masked, pen.gate.after(written, false)) === 0) break;
      const token = this.speculation.draft({
        posterior,
        candidate: 0,
        position,
        digits: (1 << codec.length) - 1,
        u: parts.rng.uniform(),
        settled: Int32Array.from([...pen.tokens, ...tokens]),
      });
      written += model.tokenizer.pieceBytes[token]!.length;
      tokens.push(token);
      if (topCount === 0) continue;
      const { entropy, count: candidateCount } = posterior;
      const top = posterior.top(topCount);
      views.push({ candidate: 0, position, visible: 0, entropy, candidateCount, top });
    }
    return { tokens, views, milliseconds };
  }
}
