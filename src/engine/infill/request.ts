import type { Span } from '../../text/span';
import type { GivenCanvas } from '../diffusion/given';
import type { FillStatistics, RankedFill, TraceHeader, TraceStep } from '../diffusion/trace';
import type { Failure } from '../failure';
import type { LengthChoice } from '../../settings/field';
import type { FillSettings } from '../../settings/fillSettings';

export interface FillRequest {
  readonly text: string;
  /** Base name, for example `main.ts`; it tells the model the language. */
  readonly fileName: string;
  /** As editors name it, such as `python`; absent: the file's name tells. */
  readonly language?: string;
  /** At least one; any order, not overlapping. */
  readonly spans: readonly Span[];
  /** Holes typed into the text that are not filled now, which the model does not see; any order. Absent: none. */
  readonly openHoles?: readonly Span[];
  readonly settings: FillSettings;
  /** By span, in the same order: its own length, in place of `settings.length`. */
  readonly lengths?: readonly (LengthChoice | undefined)[];
  /**
   * By span, in the same order: what stands right before it as the beginning of its hole, which is held to
   * `settings.constraints` as a whole. Absent: nothing.
   */
  readonly heads?: readonly string[];
  /** What the holes hold when the fill begins; absent: nothing, every digit is masked. */
  readonly given?: GivenCanvas;
  /** Texts of other files, the most telling first: names that stand there are likelier. Absent: none. */
  readonly references?: readonly string[];
  /** Whether views tell what there was before the constraints, which takes time; absent: they do not. The fill is the same. */
  readonly unfiltered?: boolean;
}

export type FillEvent =
  | { readonly kind: 'start'; readonly header: TraceHeader }
  | { readonly kind: 'step'; readonly step: TraceStep };

export type FillOutcome =
  | {
      readonly kind: 'filled';
      readonly ranked: readonly RankedFill[];
      readonly statistics: FillStatistics;
    }
  | { readonly kind: 'cancelled'; readonly statistics: FillStatistics }
  | { readonly kind: 'failed'; readonly failure: Failure };
