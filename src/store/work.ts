import type { Manifest } from '../engine/model/manifest';
import type { StoreFailure } from './storeFailure';

export interface StoreProgress {
  readonly model: Pick<Manifest, 'id' | 'name'>;
  /** The file that is brought. */
  readonly file: string;
  readonly bytes: number;
  /** Of all files of the model. */
  readonly totalBytes: number;
}

export type StoreOutcome =
  /** `brought`: the files that were not there, or not whole, before. */
  | {
      readonly kind: 'added';
      readonly id: string;
      readonly folder: string;
      readonly brought: readonly string[];
    }
  /** What has come stays, and the next time goes on with it. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly failure: StoreFailure };

/** Brings a model, step by step. */
export type Work = AsyncGenerator<StoreProgress, StoreOutcome>;
