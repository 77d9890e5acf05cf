import type { FillEvent, Trace } from '../engine';

/** Host → panel. */
export type ToVisualiser =
  /** Replaces what is shown; `source` says where it comes from. */
  | { readonly kind: 'trace'; readonly trace: Trace; readonly source: string }
  /** A live fill: `start` clears the panel. */
  | { readonly kind: 'event'; readonly event: FillEvent }
  | { readonly kind: 'outcome'; readonly trace: Trace }
  /** There is nothing to show, and why: a sentence for the user. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Go to this place; `step` 0 is the canvas before the first. */
  | { readonly kind: 'showStep'; readonly candidate: number; readonly step: number };

/** Panel → host. */
export type FromVisualiser =
  | { readonly kind: 'ready' }
  /** Select the hole of this canvas position in the editor. */
  | { readonly kind: 'revealPosition'; readonly candidate: number; readonly position: number }
  | { readonly kind: 'saveTrace' }
  | KeepRequest
  | { readonly kind: 'openTrace' };

/** What is made of the shown trace, to be kept. */
export type KeepRequest =
  | { readonly kind: 'saveStatistics' }
  /** Of one candidate. */
  | { readonly kind: 'saveCharts'; readonly candidate: number }
  | { readonly kind: 'copyCommand' };
