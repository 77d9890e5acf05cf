import type { Span } from './span';

/** Replaces `span` of the document by `text`. Offsets are those of the document before any edit. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}
