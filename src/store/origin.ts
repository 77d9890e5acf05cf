import type { FileFacts } from '../engine/model/manifest';
import type { Result } from '../base/result';
import type { StoreFailure } from './storeFailure';

/** Where a model comes from, as it is remembered beside the model. */
export type OriginName =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'folder'; readonly folder: string };

/** Gives a model file by file. */
export interface Origin {
  readonly name: OriginName;
  /** The text of the manifest. */
  manifest(signal: AbortSignal): Promise<Result<string, StoreFailure>>;
  /**
   * Brings a file, whole and with the hash that is promised, or not at all. Yields how many of its bytes
   * are there. What was brought of it before counts; what is brought before it is cut short stays.
   */
  bring(file: WantedFile, signal: AbortSignal): AsyncGenerator<number, StoreFailure | undefined>;
}

export interface WantedFile {
  readonly name: string;
  readonly facts: FileFacts;
  /** Where it shall lie. */
  readonly path: string;
}
