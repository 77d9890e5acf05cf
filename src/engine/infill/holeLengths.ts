import type { FillRequest } from './request';
import type { LengthChoice } from '../../settings/field';

/** The length that is asked for in each hole, in document order. */
export function holeLengths(request: FillRequest): readonly LengthChoice[] {
  const { lengths, settings } = request;
  return inOrder(request).map((k) => lengths?.[k] ?? settings.length);
}

/** What stands of each hole already, in document order. */
export function holeHeads(request: FillRequest): readonly string[] {
  return inOrder(request).map((k) => request.heads?.[k] ?? '');
}

/** The numbers of the spans, in document order. */
function inOrder({ spans }: FillRequest): readonly number[] {
  return [...spans.keys()].sort(
    (a, b) => spans[a]!.start - spans[b]!.start || spans[a]!.end - spans[b]!.end,
  );
}
