import { grammarOf } from '../constraints/grammars';
import { SyntaxErrors } from '../constraints/syntaxErrors';
import type { Span } from '../../text/span';
import type { FinishedFill } from './rank';
import type { FillRequest } from './request';

/**
 * The fills, those marked with which the text around parses worse than it could: than with another of them, or with
 * next to nothing in the holes, whichever leaves more errors. One fill alone is as good as can be, and so is every one
 * in a language that has no grammar here.
 *
 * @param fills their lines ending as the document's do
 * @param spans in document order
 */
export async function withBroken(
  fills: readonly FinishedFill[],
  request: Pick<FillRequest, 'text' | 'language' | 'fileName'>,
  spans: readonly Span[],
): Promise<readonly FinishedFill[]> {
  const grammar = fills.length > 1 ? await grammarOf(request) : undefined;
  const errors = grammar && SyntaxErrors.of(request.text, spans, grammar);
  if (errors === undefined) return fills;
  const counts = fills.map(({ texts }) => errors.with(texts));
  const allowed = Math.max(errors.fewest, Math.min(...counts));
  return fills.map((fill, index) => ({ ...fill, isBroken: (counts[index] ?? 0) > allowed }));
}
