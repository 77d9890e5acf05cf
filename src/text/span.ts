/** A half-open range of a document, in UTF-16 code units. `start === end` is a cursor. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
