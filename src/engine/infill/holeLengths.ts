import type { FillRequest } from './request';
import type { LengthChoice } from '../../settings/field';

/** The length that is asked for in each hole, in document order. */
export function holeLengths({ spans, lengths, settings }: FillRequest): readonly LengthChoice[] {
  return spans
    .map(({ start, end }, k) => ({ start, end, length: lengths?.[k] ?? settings.length }))
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ length }) => length);
}
