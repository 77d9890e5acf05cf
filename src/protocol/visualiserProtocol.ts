import type {
  FillEvent,
  ForcedToken,
  PlacedToken,
  Trace,
  TraceOutcome,
  TraceStep,
} from '../engine';

/** Host → panel. */
export type ToVisualiser =
  /** Replaces what is shown; `source` says where it comes from. */
  | { readonly kind: 'trace'; readonly trace: Trace; readonly source: string }
  /** A live fill: `start` clears the panel. */
  | { readonly kind: 'event'; readonly event: FillEvent }
  /** Several steps at once, for a page that comes late. */
  | { readonly kind: 'steps'; readonly steps: readonly TraceStep[] }
  /** How the fill ended whose steps were told. */
  | { readonly kind: 'outcome'; readonly outcome: TraceOutcome }
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
  /** Nobody has read yet what the page is about. */
  | { readonly kind: 'explain' }
  /** Where the cursor in the document stands. */
  | { readonly kind: 'cursorAt'; readonly at: SourcePlace }
  /** Go to this place; `step` 0 is the canvas before the first. */
  | { readonly kind: 'showStep'; readonly candidate: number; readonly step: number };

/** A token of a candidate that was accepted, or a hole that is still open. */
export type SourcePlace =
  | { readonly kind: 'token'; readonly candidate: number; readonly position: number }
  | { readonly kind: 'hole'; readonly hole: number };

/** What is told of a run, all of it at once, or each event, or several steps, and then how it ended. */
export type RunNews = Extract<
  ToVisualiser,
  { readonly kind: 'trace' | 'event' | 'steps' | 'outcome' }
>;

/** Panel → host. */
export type FromVisualiser =
  | { readonly kind: 'ready' }
  /** Select in the editor what this canvas position stands for: its token, or its hole. */
  | { readonly kind: 'revealPosition'; readonly candidate: number; readonly position: number }
  | { readonly kind: 'saveTrace' }
  | SteerRequest
  /** Shows another run of the hole. */
  | { readonly kind: 'showRun'; readonly run: number }
  | KeepRequest
  | { readonly kind: 'openTrace' }
  /** Asks which other run to set beside the one that is shown. */
  | { readonly kind: 'compare' }
  | { readonly kind: 'stopComparing' }
  /** Opens the same page in an editor. */
  | { readonly kind: 'openInEditor' }
  /** What the page is about was read. */
  | { readonly kind: 'explained' };

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
  | { readonly kind: 'remask'; readonly from: number; readonly to: number }
  /** What is visible of them stays, and all others are masked. */
  | { readonly kind: 'keep'; readonly from: number; readonly to: number };

/** Plots that are no chart by its title. */
export type WholePlot = 'All charts' | 'Map';

/** What a drawing that stands alone is drawn with, each as `#rrggbb`. */
export type SvgColours = Readonly<
  Record<
    | 'ground'
    | 'foreground'
    | 'faint'
    | 'known'
    | 'fresh'
    | 'remasked'
    | 'model'
    | 'sampling'
    | 'paint',
    string
  >
>;

/** What is made of the shown trace, to be kept. */
export type KeepRequest =
  | { readonly kind: 'saveStatistics' }
  /** As SVG, of one candidate: a chart by its title, all charts, or the map. */
  | {
      readonly kind: 'saveCharts';
      readonly candidate: number;
      readonly plot: string;
      readonly colours: SvgColours;
    }
  /** What the page has drawn of a run, in base 64: not every way into the host takes bytes. */
  | { readonly kind: 'savePicture'; readonly format: 'png' | 'gif'; readonly base64: string }
  | { readonly kind: 'copyCommand' };
