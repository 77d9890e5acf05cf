import type { GivenCanvas } from '../../protocol/engineTypes';
import type { Span } from '../../text/span';
import type { FillSession } from './fillSession';

/** Where a fill goes in, and what stands there when it begins. */
export interface FillPlaces {
  readonly spans: readonly Span[];
  readonly lengths?: FillSession['lengths'];
  /** By span: the beginning of its hole that has gone in already, and counts in what the hole is held to. */
  readonly heads?: readonly string[];
  readonly given?: GivenCanvas;
  /** As the setting names it, where it is not the one of the settings. */
  readonly model?: string;
  /** The fill of the same places that this one is another of. */
  readonly origin?: FillOrigin;
}

export interface FillOrigin {
  readonly of: FillSession['self'];
  /** What is other about the new fill. */
  readonly name: string;
}
