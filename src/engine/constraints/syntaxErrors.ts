import { TreeFragment, type ChangedRange, type Parser, type Tree } from '@lezer/common';
import { applyEdits } from '../../text/applyEdits';
import type { Span } from '../../text/span';

/** A longer text is not parsed: at most so many characters. */
const mostCharacters = 100_000;
/** What languages take where they take an expression, a statement, a name or a value. */
const placeholders = ['x', '0'];

/** The syntax errors of a text with this or that in its holes. A text that is being written seldom parses whole. */
export class SyntaxErrors {
  private readonly tree: Tree;
  private readonly fragments: readonly TreeFragment[];
  /** Of what the holes held before, nothing, a name and a number: how many there are with the best of them. */
  readonly fewest: number;

  private constructor(
    private readonly text: string,
    private readonly spans: readonly Span[],
    private readonly parser: Parser,
  ) {
    this.tree = parser.parse(text);
    this.fragments = TreeFragment.addTree(this.tree);
    this.fewest = Math.min(
      errorsIn(this.tree),
      ...['', ...placeholders].map((one) => this.with(spans.map(() => one))),
    );
  }

  /** Undefined if the text is too long to be parsed for every fill. */
  static of(text: string, spans: readonly Span[], parser: Parser): SyntaxErrors | undefined {
    return text.length > mostCharacters ? undefined : new SyntaxErrors(text, spans, parser);
  }

  /** How many there are with these texts, one for each span. */
  with(texts: readonly string[]): number {
    const edits = this.spans.map((span, hole) => ({ span, text: texts[hole] ?? '' }));
    const changes: ChangedRange[] = [];
    let shift = 0;
    for (const { span, text } of edits) {
      const { start, end } = span;
      changes.push({
        fromA: start,
        toA: end,
        fromB: start + shift,
        toB: start + shift + text.length,
      });
      shift += text.length - (end - start);
    }
    const fragments = TreeFragment.applyChanges(this.fragments, changes);
    return errorsIn(this.parser.parse(applyEdits(this.text, edits), fragments));
  }
}

function errorsIn(tree: Tree): number {
  let errors = 0;
  tree.iterate({
    enter: ({ type }) => {
      if (type.isError) errors++;
    },
  });
  return errors;
}
