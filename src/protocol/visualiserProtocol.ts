import type { FillEvent, ForcedToken, PlacedToken, Trace } from '../engine';

/** Host → panel. */
export type ToVisualiser =
  /** Replaces what is shown; `source` says where it comes from. */
  | { readonly kind: 'trace'; readonly trace: Trace; readonly source: string }
  /** A live fill: `start` clears the panel. */
  | { readonly kind: 'event'; readonly event: FillEvent }
  | { readonly kind: 'outcome'; readonly trace: Trace }
  /** The runs of the hole, of which one is shown, and why it cannot be steered, if so: a sentence. */
  | {
      readonly kind: 'runs';
      readonly runs: readonly RunName[];
      readonly shown: number | undefined;
      readonly refusal?: string;
    }
  /** Another run stands beside the one that is shown: what there is to tell of it, and what it is called. */
  | { readonly kind: 'other'; readonly name: string; readonly of: RunNews }
  /** None stands beside it. */
  | { readonly kind: 'alone' }
  /** There is nothing to show, and why: a sentence for the user. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Go to this place; `step` 0 is the canvas before the first. */
  | { readonly kind: 'showStep'; readonly candidate: number; readonly step: number };

/** What is told of a run, in this order: all of it at once, or each event and then how it ended. */
export type RunNews = Extract<
  ToVisualiser,
  { readonly kind: 'trace' } | { readonly kind: 'event' } | { readonly kind: 'outcome' }
>;

/** Panel → host. */
export type FromVisualiser =
  | { readonly kind: 'ready' }
  /** Select the hole of this canvas position in the editor. */
  | { readonly kind: 'revealPosition'; readonly candidate: number; readonly position: number }
  | { readonly kind: 'saveTrace' }
  | SteerRequest
  /** Shows another run of the hole. */
  | { readonly kind: 'showRun'; readonly run: number }
  | KeepRequest
  | { readonly kind: 'openTrace' }
  /** Asks which other run to set beside the one that is shown. */
  | { readonly kind: 'compare' }
  | { readonly kind: 'stopComparing' };

/** A run of a hole: its fill, or one that was made from another run. */
export interface RunName {
  readonly id: number;
  /** The run that it was made from; absent for the fill itself. */
  readonly parent?: number;
  readonly name: string;
}

/** What is done with a frame of the run. */
export type SteerRequest =
  | ({ readonly kind: 'steer'; readonly change: SteerChange } & RunFrame)
  /** Puts its text into the document, as a preview. */
  | ({ readonly kind: 'insertFrame' } & RunFrame);

export interface RunFrame {
  readonly run: number;
  readonly candidate: number;
  /** 0 is the canvas before the first step. */
  readonly step: number;
}

/** What a user changes of a frame before the fill runs again from it. */
export type SteerChange =
  /** Nothing: another draw goes on from the frame. */
  | { readonly kind: 'draw' }
  /** A token stays, or some of its digits (bit set), whatever was there. */
  | ({ readonly kind: 'force' } & Required<ForcedToken>)
  | ({ readonly kind: 'ban' } & PlacedToken)
  /** Positions from the one to the other, both included, are masked, what was forced there too. */
  | { readonly kind: 'remask'; readonly from: number; readonly to: number };

/** What is made of the shown trace, to be kept. */
export type KeepRequest =
  | { readonly kind: 'saveStatistics' }
  /** Of one candidate. */
  | { readonly kind: 'saveCharts'; readonly candidate: number }
  | { readonly kind: 'copyCommand' };
