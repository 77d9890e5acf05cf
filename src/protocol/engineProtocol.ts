import type { Sentence } from '../base/sentence';
import type { Failure, FillEvent, FillOutcome, FillRequest } from '../engine';

/**
 * What the extension host asks of the engine process, over vscode-jsonrpc: on Node IPC, or on
 * a message port where the engine is a browser's worker. Types only.
 * Every request settles: with a result, with a failure as data, or rejected when the process dies.
 */

/** Raised with every change of what is asked or answered; the engine tells its own when it opens a model. */
export const protocolVersion = 2;

export const methods = {
  /** Request `OpenParams` → `OpenResult`. Loads a model, replacing the one that was open. */
  open: 'engine/open',
  /** Request `FillParams` → `FillOutcome`; events arrive as `fillEvent` notifications before it. */
  fill: 'engine/fill',
  /** Notification `FillEventParams`, engine → host. */
  fillEvent: 'engine/fillEvent',
  /** Request → `EngineStatus`. */
  status: 'engine/status',
  /** Request `string` → `Uint8Array`, engine → host, in a browser: a file of the extension, by its path in it. */
  readFile: 'host/readFile',
} as const;

export interface OpenParams {
  /** Folder that holds manifest.json; with `best`, one that holds such folders. */
  readonly modelFolder: string;
  /** Opens the best model in the folder that this machine runs within a second. */
  readonly best?: {
    /** Where it is remembered how long models take here. */ readonly paceFile: string;
  };
  readonly device: string;
  /** 0: chosen from the number of cores. */
  readonly threads: number;
}

export type OpenResult =
  | {
      readonly kind: 'opened';
      /** The engine's `protocolVersion`. */
      readonly protocol: number;
      readonly model: ModelInfo;
      readonly device: string;
      readonly milliseconds: number;
      /** Sentences: why this model was taken; none where it was asked for. */
      readonly why: readonly Sentence[];
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly parameters: number;
  readonly languages: readonly string[];
}

export interface FillParams {
  /** Chosen by the caller; the events of this fill carry it. */
  readonly fill: number;
  readonly request: FillRequest;
}

export interface FillEventParams {
  readonly fill: number;
  readonly event: FillEvent;
}

export type FillResult = FillOutcome;

export interface EngineStatus {
  readonly model: ModelInfo | undefined;
  readonly device: string | undefined;
  /** Of its process; undefined where it is not one of its own, as in a browser. */
  readonly residentBytes: number | undefined;
}
