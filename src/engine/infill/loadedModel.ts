import type { Constraint } from '../constraints/constraint';
import type { Manifest } from '../model/manifest';
import type { Denoiser } from '../runtime/denoiser';
import type { Codec } from '../tokens/codec';
import type { Tokenizer } from '../tokens/tokenizer';

/** A model ready to fill: what a fill needs, and no more. */
export interface LoadedModel {
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  readonly codec: Codec;
  readonly denoiser: Denoiser;
  /** Keeps special tokens off every canvas. */
  readonly ordinary: Constraint;
}
